## 一份回答里的文件
evidence-title = 文件
evidence-optional = 只说文字也可以；需要时再加照片、扫描件或 PDF。
evidence-add = 添加文件
evidence-replace-of = 换掉“{ $name }”
evidence-remove-of = 去掉“{ $name }”
evidence-preview-of = “{ $name }”的预览
evidence-about = { $kind }，{ $size }，{ $time }
evidence-kilobytes = { $size } KB
evidence-megabytes = { $size } MB

## 选一个文件
evidence-add-title = 添加文件
evidence-replace-title = 换一个文件
evidence-for = 交给{ $office }，用于“{ $matter }”。
evidence-replaces = 将代替：{ $name }
evidence-label = 选择文件
evidence-hint = 照片（JPEG、PNG）或 PDF，每个最大 10 MB。用手机打开本页时可以直接拍照。
evidence-hint-with-heic = 照片（JPEG、PNG、HEIC）或 PDF，每个最大 10 MB。用手机打开本页时可以直接拍照。
evidence-pictures = 照片会重新保存一份，拍摄地点、时间和手机型号都不留。文件加密保存，只有您和承办窗口能打开。
evidence-add-button = 上传
evidence-replace-button = 上传并替换
evidence-sending = 正在上传

## 为什么没有收下
evidence-none-chosen = 还没有选文件。先选一个，再按“上传”。
evidence-empty = 这个文件是空的，里面什么也没有。重新保存或重新拍一张再试。
evidence-too-large = 这个文件超过 10 MB。把照片调小，或把 PDF 分成几份，再分别上传。
evidence-too-many = 一份回答最多 { $most } 个文件。去掉不需要的，或把几页合成一个 PDF。
evidence-wrong-kind = 这不是照片（JPEG、PNG）或 PDF，所以没有收下。拍一张照片，或另存为 PDF 再上传。
evidence-heic = 这是 HEIC 格式的照片，窗口的电脑打不开。在本页选“拍照”重新拍一张；或把手机的相机格式设为“兼容性最佳”（JPEG）。
evidence-wrong-name = 文件名的结尾和内容对不上，所以没有收下。用原来的软件另存一次，不要手工改文件名的结尾。
evidence-broken = 这个文件不完整或已经损坏，打不开。重新保存或重新拍一张再试。
evidence-too-many-pixels = 这张照片的像素太多，我们处理不了。把它调小再上传；4000×3000 已经足够清楚。
evidence-locked = 这个 PDF 有密码或权限限制。去掉密码另存一份，或拍成照片再上传。
evidence-active = 这个 PDF 里带有脚本或会启动别的程序，为安全起见没有收下。用“打印为 PDF”另存一份，或拍成照片。
evidence-files-inside = 这个 PDF 里面还藏着别的文件，为安全起见没有收下。把它们分别上传，或用“打印为 PDF”另存一份。
evidence-packed = 这个 PDF 的压缩方式让我们没法检查。用“打印为 PDF”另存一份，或拍成照片。
evidence-two-in-one = 这个文件里混着另一种文件，为安全起见没有收下。用“打印为 PDF”另存一份，或拍成照片。
evidence-cut-off = 文件没有传完，什么也没有留下。网络好的时候再上传一次。

## 不用上传：已经有了
evidence-held-title = 这些不用上传
evidence-held-line = { $holder }已有：{ $register }（{ $date }取得）。
evidence-held-use = 请窗口用“{ $register }”
evidence-held-seen = 不用文件：{ $register }在{ $holder }。
evidence-holder-population = 公安机关
evidence-holder-marriages = 民政部门
evidence-holder-births = 卫生健康部门
evidence-holder-insurance = 医保部门
evidence-holder-social-cards = 人力资源社会保障部门
evidence-holder-health = 卫生健康部门
evidence-holder-civil-affairs = 民政部门
evidence-holder-licences = 电子证照库
evidence-holder-other = 别的部门

## 我交过的文件
evidence-sent-title = 我交过的文件
evidence-sent-none = 这个办件里您还没有交过文件。
evidence-at-the-desk = 随回答交来的文件
casework-step-files-sent = 随回答交来文件
evidence-holder-bank = 银行
