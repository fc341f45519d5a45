//! Lists in pages, and the members of an object that `fields` asks for.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use serde_json::{Map, Value, json};

use super::Call;
use super::answer::Refusal;

const PAGE_ITEMS: usize = 25;
const PAGE_ITEMS_MAX: usize = 1000;

/// One page of `items` (key, object), in the order of their keys: `limit` and `after` of the query, cursors and `next` in the answer.
pub(super) fn page(call: &Call, mut items: Vec<(String, Value)>) -> Result<Response, Refusal> {
    let limit = match call.query("limit") {
        Some(limit) => limit.parse::<usize>().ok().filter(|limit| *limit > 0),
        None => Some(PAGE_ITEMS),
    };
    let limit = limit.ok_or_else(|| Refusal::bad_parameter("limit must be a positive number"))?.min(PAGE_ITEMS_MAX);
    items.sort_by(|a, b| a.0.cmp(&b.0));
    if let Some(after) = call.query("after").filter(|after| !after.is_empty()) {
        let key = URL_SAFE_NO_PAD.decode(after).ok().and_then(|key| String::from_utf8(key).ok());
        let key = key.ok_or_else(|| Refusal::bad_parameter("after is no cursor of ours"))?;
        items.retain(|(item, _)| *item > key);
    }
    let more = items.len() > limit;
    items.truncate(limit);
    let mut answer = json!({"data": items.iter().map(|(_, item)| item).collect::<Vec<_>>()});
    if let (Some((first, _)), Some((last, _))) = (items.first(), items.last()) {
        let (before, after) = (URL_SAFE_NO_PAD.encode(first), URL_SAFE_NO_PAD.encode(last));
        answer["paging"] = json!({"cursors": {"before": before, "after": after}});
        if more {
            answer["paging"]["next"] = json!(format!("{}/{}?{}", call.base(), call.path.join("/"), next(&call.query, limit, &after)));
        }
    }
    Ok(Json(answer).into_response())
}

/// The query of the next page: this page's, with another place to begin.
fn next(query: &[(String, String)], limit: usize, after: &str) -> String {
    let kept = query.iter().filter(|(name, _)| !["limit", "after", "before"].contains(&name.as_str()));
    let place = [("limit".to_owned(), limit.to_string()), ("after".to_owned(), after.to_owned())];
    let url = Url::parse_with_params("http://localhost", kept.chain(&place));
    url.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}

/// The members that `fields` of the query names, else those of `usual`; `id` is always there.
pub(super) fn pick(call: &Call, object: &Value, usual: &[&str]) -> Result<Value, Refusal> {
    let asked: Vec<&str> = match call.query("fields") {
        Some(fields) => fields.split(',').map(str::trim).filter(|field| !field.is_empty()).collect(),
        None => usual.to_vec(),
    };
    let mut picked = Map::new();
    for name in asked {
        // `a{b,c}` asks for members of members; the whole of them is given.
        let name = name.split('{').next().unwrap_or(name).trim_end_matches('}');
        match object.get(name) {
            Some(Value::Null) => {}
            Some(value) => drop(picked.insert(name.to_owned(), value.clone())),
            None => return Err(Refusal::bad_parameter(format!("Tried accessing nonexisting field ({name})"))),
        }
    }
    if let Some(id) = object.get("id") {
        picked.insert("id".to_owned(), id.clone());
    }
    Ok(Value::Object(picked))
}
