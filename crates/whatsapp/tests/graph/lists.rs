//! Lists that come in pages, of any length and any page size.

use proptest::prelude::*;
use serde_json::{Value, json};

use whatsapp::client::ClientError;
use whatsapp::client::block::BLOCKED_USERS_MAX;

use crate::server::Server;

fn page(ids: &[usize], after: Option<usize>) -> String {
    let data: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let mut page = json!({"data": data});
    if let Some(after) = after {
        page["paging"] = json!({"cursors": {"before": "x", "after": format!("c{after}")}, "next": "https://elsewhere.example/"});
    }
    page.to_string()
}

async fn listed(sizes: &[usize]) -> (Vec<String>, Vec<String>) {
    let server = Server::start().await;
    let mut first = 0;
    for (index, size) in sizes.iter().enumerate() {
        let ids: Vec<usize> = (first..first + size).collect();
        first += size;
        server.answer(200, page(&ids, (index + 1 < sizes.len()).then_some(index)));
    }
    let numbers = server.account().phone_numbers("102").await.unwrap();
    (numbers.into_iter().map(|number| number.id).collect(), server.asked().into_iter().map(|asked| asked.line).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_element_of_every_page_is_listed_once_and_in_order(sizes in prop::collection::vec(0_usize..5, 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (ids, asked) = runtime.block_on(listed(&sizes));
        prop_assert_eq!(ids, (0..sizes.iter().sum::<usize>()).map(|id| id.to_string()).collect::<Vec<_>>());
        prop_assert_eq!(asked.len(), sizes.len());
        for (index, line) in asked.iter().enumerate() {
            prop_assert!(line.starts_with("GET /v25.0/102/phone_numbers?fields="));
            let after = line.split("&after=").nth(1).map(str::to_owned);
            prop_assert_eq!(after, index.checked_sub(1).map(|before| format!("c{before}")));
        }
    }
}

#[tokio::test]
async fn subscriptions_come_whole_too() {
    let server = Server::start().await;
    server.answer(200, page(&[1, 2], Some(7))).answer(200, page(&[3], None));
    assert_eq!(server.account().subscriptions("102").await.unwrap().len(), 3);
    assert_eq!(server.asked()[1].line, "GET /v25.0/102/subscribed_apps?limit=100&after=c7");
}

#[tokio::test]
async fn a_cursor_that_stands_still_ends_the_list() {
    let server = Server::start().await;
    server.answer_times(3, 200, &page(&[1], Some(7)));
    assert_eq!(server.account().blocked("106").await.unwrap().len(), 2);
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_block_list_of_any_length_comes_whole() {
    let server = Server::start().await;
    let ids: Vec<usize> = (0..100).collect();
    for index in 0..640 {
        server.answer(200, page(&ids, (index < 639).then_some(index)));
    }
    assert_eq!(server.account().blocked("106").await.unwrap().len(), BLOCKED_USERS_MAX);
}

#[tokio::test]
async fn a_list_without_end_is_an_error_and_not_a_short_list() {
    let server = Server::start().await;
    for index in 0..1001 {
        server.answer(200, page(&[1], Some(index)));
    }
    let error = server.account().blocked("106").await.unwrap_err();
    assert!(matches!(error, ClientError::EndlessList { pages: 1000 }), "{error:?}");
}

#[tokio::test]
async fn a_page_that_is_refused_is_an_error_and_not_a_short_list() {
    let server = Server::start().await;
    server.answer(200, page(&[1], Some(7))).answer(400, r#"{"error":{"code":80007,"message":"slow"}}"#);
    assert!(server.account().phone_numbers("102").await.is_err());
}
