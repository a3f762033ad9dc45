## The files of an answer
evidence-title = Files
evidence-optional = Words alone are enough. Add a photograph, a scan or a PDF where it helps.
evidence-add = Add a file
evidence-replace-of = Replace “{ $name }”
evidence-remove-of = Remove “{ $name }”
evidence-preview-of = Preview of “{ $name }”
evidence-about = { $kind }, { $size }, { $time }
evidence-kilobytes = { $size } KB
evidence-megabytes = { $size } MB

## Choosing a file
evidence-add-title = Add a file
evidence-replace-title = Replace a file
evidence-for = It goes to { $office }, for “{ $matter }”.
evidence-replaces = Will be replaced: { $name }
evidence-label = Choose a file
evidence-hint = A photograph (JPEG, PNG) or a PDF, at most 10 MB each. On a phone you can take the photograph from this page.
evidence-hint-with-heic = A photograph (JPEG, PNG, HEIC) or a PDF, at most 10 MB each. On a phone you can take the photograph from this page.
evidence-pictures = A photograph is saved anew: without the place, the time and the phone that took it. Files are kept sealed; only you and the office that asked can open them.
evidence-add-button = Upload
evidence-replace-button = Upload and replace
evidence-sending = Uploading

## Why a file was not taken
evidence-none-chosen = No file has been chosen yet. Choose one first, then press “Upload”.
evidence-empty = This file is empty. Save it again, or take the photograph again.
evidence-too-large = This file is larger than 10 MB. Make the photograph smaller, or split the PDF and upload its parts.
evidence-too-many = An answer can have at most { $most } files. Remove one that is not needed, or join several pages in one PDF.
evidence-wrong-kind = This is neither a photograph (JPEG, PNG) nor a PDF, so it was not taken. Take a photograph, or save it as a PDF.
evidence-heic = This is a HEIC photograph, which the office's computers cannot open. Take it again from this page; or set the phone's camera to “Most Compatible” (JPEG).
evidence-wrong-name = The end of the file's name does not fit what is in it, so it was not taken. Save it again in the program that made it, without changing the end of its name.
evidence-broken = This file is incomplete or damaged and cannot be opened. Save it again, or take the photograph again.
evidence-too-many-pixels = This picture has more pixels than we can handle. Make it smaller and upload it again; 4000 by 3000 is plenty.
evidence-locked = This PDF is protected by a password or by restrictions. Save a copy without them, or upload a photograph of it.
evidence-active = This PDF holds scripts or starts other programs, so to be safe it was not taken. Save a copy with “Print to PDF”, or upload a photograph of it.
evidence-files-inside = This PDF has other files inside, so to be safe it was not taken. Upload them one by one, or save a copy with “Print to PDF”.
evidence-packed = This PDF is packed in a way that we cannot look through. Save a copy with “Print to PDF”, or upload a photograph of it.
evidence-two-in-one = This file has a file of another kind mixed in, so to be safe it was not taken. Save a copy with “Print to PDF”, or upload a photograph of it.
evidence-cut-off = The file did not arrive as a whole, and nothing of it was kept. Upload it again when the connection is better.

## No need to upload: the city has it
evidence-held-title = No need to upload these
evidence-held-line = { $holder } already has it: { $register } (read on { $date }).
evidence-held-use = Ask the office to use “{ $register }”
evidence-held-seen = No file needed: { $register }, held by { $holder }.
evidence-holder-population = Public security
evidence-holder-marriages = Civil affairs
evidence-holder-births = Health commission
evidence-holder-insurance = Medical insurance
evidence-holder-social-cards = Human resources and social security
evidence-holder-health = Health commission
evidence-holder-civil-affairs = Civil affairs
evidence-holder-licences = The store of e-licences
evidence-holder-other = another department

## What I have sent
evidence-sent-title = Files that I have sent
evidence-sent-none = You have not sent any file in this case.
evidence-at-the-desk = Files that came with the answer
casework-step-files-sent = Files handed in with the answer
evidence-holder-bank = The bank
