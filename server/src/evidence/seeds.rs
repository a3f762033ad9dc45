//! For `yuban seed`: a file with an answer, handed in as a browser does.

use app::identity::Citizen;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::intake;
use crate::Office;
use crate::fault::Fault;

/// Puts a picture of a receipt beside the answer that is asked for about this matter, `MatterRef`'s text.
///
/// # Errors
/// The act's own; a file that is not taken.
pub async fn seed_file(
    office: &Office,
    me: &Citizen,
    reference: &str,
    matter: &str,
    name: &str,
) -> Result<(), Fault> {
    let not_taken = |why: &str| Fault::Other(format!("a seeded file was not taken: {why}"));
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_static("multipart/form-data; boundary=seeded");
    headers.insert(header::CONTENT_TYPE, kind);
    let head = format!(
        "--seeded\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: image/png\r\n\r\n"
    );
    let form = [head.as_bytes(), &receipt(), b"\r\n--seeded--\r\n"].concat();
    let wanted = office.may_add(me, reference, matter, None).await?;
    let mut body = Body::from(form).into_data_stream();
    let arrived = intake::receive(office, &headers, &mut body)
        .await?
        .map_err(|why| not_taken(why.code()))?;
    office
        .add_file(me, wanted, arrived)
        .await?
        .map_err(|why| not_taken(why.code()))
}

/// A sheet with lines that stand for writing.
fn receipt() -> Vec<u8> {
    let paper: DynamicImage = RgbImage::from_fn(420, 560, |x, y| {
        let is_line = y > 60 && y < 500 && y % 28 < 6 && x > 40 && x < 380 - (y * 7) % 120;
        Rgb(if is_line {
            [84, 90, 92]
        } else {
            [250, 249, 244]
        })
    })
    .into();
    let mut bytes = std::io::Cursor::new(Vec::new());
    paper
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("a small picture is written to memory");
    bytes.into_inner()
}
