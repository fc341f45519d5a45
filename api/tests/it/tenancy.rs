//! A business sees only its own data; lists come in pages without gaps or repeats.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde_json::Value;

use uuid::Uuid;

use crate::world::{Tenant, World, eventually, message};

async fn with_messages(world: &World) -> Timestamp {
    let at: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
    for (tenant, prefix) in [(&world.acme, "A"), (&world.globex, "G")] {
        // Three at each second: pages must cut between equals.
        let messages = (0..25)
            .map(|n| message(&format!("wamid.{prefix}{n}"), &format!("49151{}", 1_000_000 + n % 4), at + SignedDuration::from_secs(n / 3)));
        world.store(tenant, messages.collect()).await;
    }
    at
}

/// As above; a conversation of acme.
async fn with_messages_and_a_thread(world: &World) -> Uuid {
    with_messages(world).await;
    let thread = world.postgres.query(&format!("select id from {}.conversations limit 1", world.acme.id.schema()));
    thread.parse().unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_their_own_business_and_no_other() {
    let world = World::new().await;
    with_messages(&world).await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("root@example.com", true, &[]);
    let pod = world.pod().await;
    let (ada, root) = (pod.sign_in(&world, "ada@example.com").await.token, pod.sign_in(&world, "root@example.com").await.token);
    let under = |tenant: &str, rest: &str| format!("/api/v1/businesses/{tenant}{rest}");
    let (acme, globex) = (world.acme.id.as_str(), world.globex.id.as_str());
    let (_, page) = pod.read(&world, &under(globex, "/conversations"), &root).await;
    let foreign = page["items"][0]["id"].as_str().unwrap().to_owned();
    for rest in ["", "/messages", "/conversations", &format!("/conversations/{foreign}"), &format!("/conversations/{foreign}/messages")] {
        let own = pod.read(&world, &under(acme, rest), &ada).await.0;
        let expected = if rest.contains(&foreign) { StatusCode::NOT_FOUND } else { StatusCode::OK };
        assert_eq!(own, expected, "{rest}");
        assert_eq!(pod.read(&world, &under(globex, rest), &ada).await.0, StatusCode::FORBIDDEN, "{rest}");
        assert_eq!(pod.read(&world, &under("nobody_000000", rest), &ada).await.0, StatusCode::FORBIDDEN, "{rest}");
        assert_eq!(pod.read(&world, &under(globex, rest), &root).await.0, StatusCode::OK, "{rest}");
        assert_eq!(pod.read(&world, &under("nobody_000000", rest), &root).await.0, StatusCode::NOT_FOUND, "{rest}");
        let anonymous = world.http.get(format!("{}{}", pod.url, under(acme, rest))).send().await.unwrap();
        assert_eq!(anonymous.status(), StatusCode::UNAUTHORIZED, "{rest}");
    }
    for name in ["Acme", "a'b", "%2e%2e%2f", "t_x%22;drop"] {
        assert_eq!(pod.read(&world, &under(name, "/messages"), &root).await.0, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_current_is_read_from_the_primary_and_the_rest_from_a_replica() {
    let world = World::new().await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    let replica = world.postgres.copy();
    let thread = with_messages_and_a_thread(&world).await;
    let pod = world.pod_beside(Some(&replica)).await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let acme = format!("/api/v1/businesses/{}", world.acme.id);
    let answer = async |path: &str, cache_control: Option<&str>| {
        let request = pod.get(&world, path, &token);
        let request = if let Some(said) = cache_control { request.header("cache-control", said) } else { request };
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    let list = format!("{acme}/messages");
    eventually("the replica is used", async || ids(&answer(&list, None).await).is_empty()).await;
    for said in ["no-cache", "max-age=0, No-Cache"] {
        assert_eq!(ids(&answer(&list, Some(said)).await).len(), 25, "{said}");
    }
    assert!(ids(&answer(&list, Some("max-age=0")).await).is_empty());
    for path in [format!("{acme}/conversations"), format!("{acme}/conversations/{thread}/messages"), "/api/v1/messages".to_owned()] {
        assert!(!ids(&answer(&path, Some("no-cache")).await).is_empty(), "{path}");
    }
    let one = format!("{acme}/conversations/{thread}");
    assert_eq!(answer(&one, Some("no-cache")).await["id"], thread.to_string());
    assert_eq!(answer(&one, None).await["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_across_businesses_holds_exactly_those_of_the_caller() {
    let world = World::new().await;
    with_messages(&world).await;
    world.person("ada@example.com", false, &[(&world.acme, "agent")]);
    world.person("root@example.com", true, &[]);
    world.person("nobody@example.com", false, &[]);
    let pod = world.pod().await;
    let of = async |email: &str, query: &str| {
        let token = pod.sign_in(&world, email).await.token;
        pod.read(&world, &format!("/api/v1/messages?limit=200{query}"), &token).await
    };
    let businesses = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|item| item["business"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let count = |list: &[String], tenant: &Tenant| list.iter().filter(|it| *it == tenant.id.as_str()).count();
    let mine = businesses(&of("ada@example.com", "").await.1);
    assert_eq!((count(&mine, &world.acme), count(&mine, &world.globex)), (25, 0));
    let all = businesses(&of("root@example.com", "").await.1);
    assert_eq!((count(&all, &world.acme), count(&all, &world.globex)), (25, 25));
    assert!(businesses(&of("nobody@example.com", "").await.1).is_empty());
    let one = businesses(&of("root@example.com", &format!("&business={}", world.globex.id)).await.1);
    assert_eq!((count(&one, &world.acme), count(&one, &world.globex)), (0, 25));
    assert_eq!(of("ada@example.com", &format!("&business={}", world.globex.id)).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_into_the_whole_list_whatever_their_length() {
    let world = World::new().await;
    with_messages(&world).await;
    world.person("root@example.com", true, &[]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "root@example.com").await.token;
    let (_, conversations) = pod.read(&world, &format!("/api/v1/businesses/{}/conversations", world.acme.id), &token).await;
    let thread = conversations["items"][0]["id"].as_str().unwrap();
    let lists = [
        ("/api/v1/messages".to_owned(), 50),
        (format!("/api/v1/businesses/{}/messages", world.acme.id), 25),
        (format!("/api/v1/businesses/{}/conversations", world.acme.id), 4),
        (format!("/api/v1/businesses/{}/conversations/{thread}/messages", world.acme.id), 7),
        ("/api/v1/businesses".to_owned(), 2),
    ];
    for (path, length) in lists {
        let (_, whole) = pod.read(&world, &format!("{path}?limit=200"), &token).await;
        let whole = ids(&whole);
        assert_eq!(whole.iter().collect::<HashSet<_>>().len(), if path.contains(thread) { whole.len() } else { length }, "{path}");
        for limit in [1, 3, 7, 25] {
            let (mut joined, mut cursor) = (Vec::new(), String::new());
            loop {
                let (status, page) = pod.read(&world, &format!("{path}?limit={limit}&cursor={cursor}"), &token).await;
                assert_eq!(status, StatusCode::OK);
                assert!(ids(&page).len() <= limit);
                joined.extend(ids(&page));
                match page["next_cursor"].as_str() {
                    Some(next) => cursor = next.to_owned(),
                    None => break,
                }
            }
            assert_eq!(joined, whole, "{path} by {limit}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list_and_bad_parameters_are_named() {
    let world = World::new().await;
    let at = with_messages(&world).await;
    world.person("ada@example.com", false, &[(&world.acme, "owner")]);
    let pod = world.pod().await;
    let token = pod.sign_in(&world, "ada@example.com").await.token;
    let list =
        async |query: &str| pod.read(&world, &format!("/api/v1/businesses/{}/messages?limit=200&{query}", world.acme.id), &token).await;
    let to = at + SignedDuration::from_secs(2);
    for (query, count) in [
        ("sender=491511000001".to_owned(), 6),
        ("sender=Name%20491511000001".to_owned(), 6),
        (format!("from={at}&to={to}"), 6),
        ("from=2026-11-20&to=2026-11-20".to_owned(), 25),
        ("to=2026-11-19".to_owned(), 0),
        ("direction=in".to_owned(), 25),
        ("direction=out".to_owned(), 0),
        ("status=read".to_owned(), 0),
        ("q=wamid%20A7".to_owned(), 1),
        ("q=nothing".to_owned(), 0),
    ] {
        let (status, page) = list(&query).await;
        assert_eq!((status, ids(&page).len()), (StatusCode::OK, count), "{query}");
    }
    let foreign_cursor = "bm90IG91cnM";
    for query in
        ["limit=0", "limit=201", "limit=x", "from=soon", "status=lost", "direction=up", "cursor=%21", &format!("cursor={foreign_cursor}")]
    {
        let (status, body) = pod.read(&world, &format!("/api/v1/businesses/{}/messages?{query}", world.acme.id), &token).await;
        assert_eq!((status, body["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_request")), "{query}");
    }
}
