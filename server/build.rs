//! Makes the assets that ship inside the binary: the style sheet (`style/main.css` with its imports, brought down to
//! what old phones understand), the enhancement scripts (`public/scripts/*.js`, joined), and the other files of
//! `public/`. Each is compressed once here, and never while somebody waits. And the list of `migrations/`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};
use sha2::{Digest, Sha256};

/// The oldest browsers that get the whole style sheet.
const BROWSERS: Browsers = Browsers {
    android: None,
    chrome: Some(64 << 16),
    edge: None,
    firefox: Some(60 << 16),
    ie: None,
    ios_saf: Some(12 << 16),
    opera: None,
    safari: Some(12 << 16),
    samsung: None,
};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for folder in ["style", "public", "public/scripts", "migrations"] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }

    let mut assets = Assets::new(out.clone());
    let style = assets.add_hashed(
        "style",
        "css",
        "text/css; charset=utf-8",
        style_sheet(&root.join("style/main.css")).as_bytes(),
    );
    let scripts = scripts(&root.join("public/scripts"));
    let script = if scripts.is_empty() {
        String::new()
    } else {
        assets.add_hashed(
            "script",
            "js",
            "text/javascript; charset=utf-8",
            scripts.as_bytes(),
        )
    };
    for path in files(&root.join("public")) {
        let name = path
            .file_name()
            .expect("a file")
            .to_string_lossy()
            .into_owned();
        let content_type = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => "image/svg+xml",
            Some("ico") => "image/x-icon",
            Some("txt") => "text/plain; charset=utf-8",
            _ => panic!("{name}: of which type?"),
        };
        let bytes = fs::read(&path).expect("a readable file");
        assets.add(&format!("/{name}"), content_type, false, &bytes);
    }
    let code = format!(
        "/// Addresses of the hashed assets.\n\
         pub const ASSETS: app::visit::Assets = app::visit::Assets {{ style: {style:?}, script: {script:?} }};\n\
         static FILES: &[File] = &[\n{}];\n",
        assets.code
    );
    fs::write(out.join("assets.rs"), code).expect("writing the list of assets");
    let code = migrations(&root.join("migrations"));
    fs::write(out.join("migrations.rs"), code).expect("writing the list of migrations");
}

/// `0001_identity.sql` as `(1, "identity", include_str!(..))`, in order. By hand, because sqlx's macro for it brings the
/// drivers of both databases, and SQLite, into a fresh build a second time.
fn migrations(folder: &Path) -> String {
    let mut code = "static MIGRATIONS: &[(i64, &str, &str)] = &[\n".to_owned();
    for path in files(folder) {
        let name = path.file_stem().expect("a name").to_string_lossy();
        let (version, what) = name.split_once('_').expect("a number, then a name");
        let version: i64 = version.parse().expect("a number");
        let path = path.canonicalize().expect("a file that is there");
        writeln!(code, "({version}, {what:?}, include_str!({path:?})),")
            .expect("a string takes it");
    }
    code.push_str("];\n");
    code
}

/// `style/main.css` with its imports, minified and down-levelled.
fn style_sheet(entry: &Path) -> String {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler
        .bundle(entry)
        .unwrap_or_else(|fault| panic!("style sheet: {fault}"));
    let targets = Targets {
        browsers: Some(BROWSERS),
        ..Targets::default()
    };
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .unwrap_or_else(|fault| panic!("style sheet: {fault}"));
    sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .unwrap_or_else(|fault| panic!("style sheet: {fault}"))
        .code
}

/// All scripts in the order of their names, without lines that are only a comment. Each is a block of its own.
fn scripts(folder: &Path) -> String {
    let mut joined = String::new();
    for path in files(folder) {
        let source = fs::read_to_string(&path).expect("a readable script");
        for line in source.lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with("//") {
                joined.push_str(line);
                joined.push('\n');
            }
        }
    }
    joined
}

/// The files of a folder by name, without its folders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    paths
}

/// Collects compressed files in `OUT_DIR` and the code that embeds them.
struct Assets {
    out: PathBuf,
    code: String,
    count: usize,
}

impl Assets {
    fn new(out: PathBuf) -> Self {
        Self {
            out,
            code: String::new(),
            count: 0,
        }
    }

    /// An asset whose address changes with its content. Answers the address.
    fn add_hashed(&mut self, name: &str, ending: &str, content_type: &str, bytes: &[u8]) -> String {
        let hash = Sha256::digest(bytes)
            .iter()
            .take(6)
            .fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").expect("writing to a string");
                text
            });
        let path = format!("/assets/{name}.{hash}.{ending}");
        self.add(&path, content_type, true, bytes);
        path
    }

    fn add(&mut self, path: &str, content_type: &str, is_hashed: bool, bytes: &[u8]) {
        let number = self.count;
        self.count += 1;
        for (ending, content) in [
            ("plain", bytes.to_vec()),
            ("br", brotli(bytes)),
            ("gz", gzip(bytes)),
        ] {
            let file = self.out.join(format!("asset-{number}.{ending}"));
            fs::write(file, content).expect("writing an asset");
        }
        let include = |ending: &str| {
            format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/asset-{number}.{ending}\"))")
        };
        writeln!(
            self.code,
            "    File {{ path: {path:?}, content_type: {content_type:?}, is_hashed: {is_hashed}, \
             plain: {}, brotli: {}, gzip: {} }},",
            include("plain"),
            include("br"),
            include("gz")
        )
        .expect("writing to a string");
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 11, 22);
    writer.write_all(bytes).expect("writing to memory");
    writer.into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes).expect("writing to memory");
    writer.finish().expect("writing to memory")
}
