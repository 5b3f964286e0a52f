//! A photo goes with the declaration: uploaded by a link, checked, and shown; a drawing that poses as one is refused.

use std::io::Cursor;
use std::time::Duration;

use http_body_util::Full;
use hyper::{Method, Request};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::answer::{expect_text, items, surprising, text};
use super::caller::{Caller, new_key};
use super::deed::path;
use crate::Error;
use crate::http::{Answer, Client};

/// How often the outcome of a check is asked for; it follows the upload within seconds.
const LOOKS: usize = 100;
const PAUSE: Duration = Duration::from_millis(200);
const DRAWING: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// Attaches both; answers once one is shown and the other refused.
pub(super) async fn attach(customer: &Caller, id: &str) -> Result<(), Error> {
    let photo = boiler()?;
    let shown = uploaded(customer, id, &photo).await?;
    expect_text("the photo", text(&shown, "/state")?, "ready")?;
    for link in ["/url", "/thumbnailUrl"] {
        let fetched = Client::default().send(request(Request::get(text(&shown, link)?), &[])?).await?;
        expect_text(&format!("the photo at {link}"), &fetched.status.to_string(), "200")?;
    }
    let told = format!("{} sends a photo of the boiler; it is checked and has a thumbnail", customer.name);
    customer.lines.step("photo", &told, None);
    let drawing = uploaded(customer, id, DRAWING).await?;
    expect_text("the drawing", text(&drawing, "/refusal/code")?, "media-wrong-type")?;
    let told =
        format!("{} sends a drawing as a photo: {}", customer.name, text(&drawing, "/refusal/detail")?);
    customer.lines.step("refused", &told, None);
    Ok(())
}

/// What became of an upload.
async fn uploaded(customer: &Caller, id: &str, bytes: &[u8]) -> Result<Value, Error> {
    let said =
        json!({ "kind": "photo", "contentType": "image/png", "bytes": bytes.len(), "phase": "before" });
    let path = path(id, "media");
    let answer = customer.send(&Method::POST, &path, Some(&said), &new_key()).await?;
    let awaited = customer.accepted(&format!("attaches a photo (POST {path})"), &answer)?;
    let sent = put(&awaited["upload"], bytes).await?;
    expect_text("the upload", &sent.status.to_string(), "200")?;
    let medium = text(&awaited, "/id")?;
    for _look in 0..LOOKS {
        let shown = customer.reads(&format!("/interventions/{id}")).await?;
        if let Some(found) = items(&shown, "/media")?.iter().find(|one| one["id"] == medium) {
            return Ok(found.clone());
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(surprising("the photo", format!("it is not checked after {LOOKS} looks")))
}

async fn put(upload: &Value, bytes: &[u8]) -> Result<Answer, Error> {
    let mut put = Request::put(text(upload, "/url")?);
    for (name, value) in upload["headers"].as_object().into_iter().flatten() {
        put = put.header(name, value.as_str().unwrap_or_default());
    }
    Client::default().send(request(put, bytes)?).await
}

fn request(
    request: hyper::http::request::Builder,
    bytes: &[u8],
) -> Result<Request<Full<hyper::body::Bytes>>, Error> {
    let body = Full::from(bytes.to_vec());
    request.body(body).map_err(|error| surprising("the link", error.to_string()))
}

/// White, with a blue flame that is going out.
fn boiler() -> Result<Vec<u8>, Error> {
    let point = |x: u32, y: u32| {
        let (across, down) = (x.abs_diff(320), y.abs_diff(300));
        if across * across + down * down / 4 < 1_600 { Rgb([60, 90, 200]) } else { Rgb([240, 240, 236]) }
    };
    let mut png = Cursor::new(Vec::new());
    let drawn = RgbImage::from_fn(640, 480, point).write_to(&mut png, ImageFormat::Png);
    drawn.map_err(|error| surprising("the photo", error.to_string()))?;
    Ok(png.into_inner())
}
