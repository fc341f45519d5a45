//! INGEST: what is answered 200 is in the right stream, and nothing else is.

use std::time::Duration;

use futures::future::join_all;
use reqwest::StatusCode;

use crate::world::{Pod, World, eventually, webhook};

const SHARED: &str = "/webhooks/whatsapp";

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_webhook_is_in_its_owners_stream_byte_for_byte() {
    let world = World::new().await;
    let pod = world.pod().await;
    let body = webhook(&[(&world.acme, "wamid.A")]).replace("hi", r"gr\u00fc\u00df dich \/ <b> @ \ud83d\ude00");
    assert_eq!(pod.post(&world, SHARED, body.clone(), &world.acme.secret).await.status(), StatusCode::OK);
    let own = format!("{SHARED}/{}", world.acme.id);
    assert_eq!(pod.post(&world, &own, body.clone(), &world.acme.secret).await.status(), StatusCode::OK);
    assert_eq!(world.bodies(&world.acme).await, [body.clone().into_bytes(), body.into_bytes()]);
    assert!(world.bodies(&world.globex).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_by_its_owner_is_refused_and_nothing_of_it_is_kept() {
    let world = World::new().await;
    let pod = world.pod().await;
    let (acme, globex) = (&world.acme, &world.globex);
    let body = webhook(&[(acme, "wamid.A")]);
    let url = format!("{}{SHARED}", pod.url);
    let refused = async |header: Option<&str>| {
        let request = world.http.post(&url).body(body.clone());
        let request = if let Some(header) = header { request.header("x-hub-signature-256", header) } else { request };
        request.send().await.unwrap().status()
    };
    for header in [
        None,
        Some(""),
        Some("sha256="),
        Some("sha256=00"),
        Some("sha1=00"),
        Some(&*format!("sha256={}", "zz".repeat(32))),
        Some(&*format!("sha256={}", "00".repeat(32))),
    ] {
        assert_eq!(refused(header).await, StatusCode::UNAUTHORIZED, "{header:?}");
    }
    let other_number = body.replace(&acme.number, "999").replace(&acme.waba, "998");
    let own = |tenant: &str| format!("{SHARED}/{tenant}");
    let table: Vec<(&str, String, String, &str)> = vec![
        ("another tenant's secret", SHARED.into(), body.clone(), &globex.secret),
        ("another tenant's secret on the owner's URL", own(acme.id.as_str()), body.clone(), &globex.secret),
        ("a tenant's URL doesn't make it the owner", own(globex.id.as_str()), body.clone(), &globex.secret),
        ("a tenant that doesn't exist", own("nobody_000000"), body.clone(), &acme.secret),
        ("a name that is no tenant id", own("..%2f"), body.clone(), &acme.secret),
        ("nobody's number", SHARED.into(), other_number, &acme.secret),
        ("nobody's secret and nobody's number", SHARED.into(), "{".into(), "nobody"),
        ("an empty body", SHARED.into(), String::new(), "nobody"),
    ];
    for (case, path, body, secret) in table {
        assert_eq!(pod.post(&world, &path, body, secret).await.status(), StatusCode::UNAUTHORIZED, "{case}");
    }
    assert!(world.bodies(acme).await.is_empty() && world.bodies(globex).await.is_empty());
    assert_eq!(pod.metric("ingest_unrouted_total"), 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn exactly_three_mebibytes_pass_and_one_byte_more_does_not() {
    let world = World::new().await;
    let pod = world.pod().await;
    let body = webhook(&[(&world.acme, "wamid.A")]);
    let padded = |bytes: usize| body.replace("\"hi\"", &format!("\"{}\"", "x".repeat(2 + bytes - body.len())));
    let limit = api::ingest::receive::BODY_BYTES_MAX;
    assert_eq!(padded(limit).len(), limit);
    assert_eq!(pod.post(&world, SHARED, padded(limit), &world.acme.secret).await.status(), StatusCode::OK);
    assert_eq!(pod.post(&world, SHARED, padded(limit + 1), &world.acme.secret).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(pod.post(&world, SHARED, vec![b' '; 8 << 20], "nobody").await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let bodies = world.bodies(&world.acme).await;
    assert_eq!(bodies.iter().map(Vec::len).collect::<Vec<_>>(), [limit]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_names_two_businesses_of_one_app_is_split_between_them() {
    let mut world = World::new().await;
    world.globex.secret = world.acme.secret.clone();
    world.list(&world.globex, 0).await;
    let pod = world.pod().await;
    let body = webhook(&[(&world.acme, "wamid.A"), (&world.globex, "wamid.G"), (&world.acme, "wamid.B")]);
    assert_eq!(pod.post(&world, SHARED, body, &world.acme.secret).await.status(), StatusCode::OK);
    let text = |bodies: Vec<Vec<u8>>| bodies.into_iter().map(|body| String::from_utf8(body).unwrap()).collect::<String>();
    let (acme, globex) = (text(world.bodies(&world.acme).await), text(world.bodies(&world.globex).await));
    assert!(acme.contains("wamid.A") && acme.contains("wamid.B") && !acme.contains("wamid.G"), "{acme}");
    assert!(globex.contains("wamid.G") && !globex.contains("wamid.A") && !globex.contains(&world.acme.number), "{globex}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_whose_secret_did_not_sign_gets_nothing_of_a_shared_body() {
    let world = World::new().await;
    let pod = world.pod().await;
    let body = webhook(&[(&world.acme, "wamid.A"), (&world.globex, "wamid.G")]);
    assert_eq!(pod.post(&world, SHARED, body, &world.acme.secret).await.status(), StatusCode::OK);
    let acme = String::from_utf8(world.bodies(&world.acme).await.remove(0)).unwrap();
    assert!(acme.contains("wamid.A") && !acme.contains("wamid.G"));
    assert!(world.bodies(&world.globex).await.is_empty());
    assert_eq!(pod.metric("ingest_unverified_owners_total"), 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_nobody_owns_are_kept_for_a_replay_when_somebody_of_ours_signed_them() {
    let world = World::new().await;
    let pod = world.pod().await;
    let mut stranger = world.acme.clone();
    (stranger.number, stranger.waba) = ("424242".into(), "434343".into());
    let body = webhook(&[(&world.acme, "wamid.A"), (&stranger, "wamid.S")]);
    assert_eq!(pod.post(&world, SHARED, body, &world.acme.secret).await.status(), StatusCode::OK);
    let acme = String::from_utf8(world.bodies(&world.acme).await.remove(0)).unwrap();
    assert!(acme.contains("wamid.A") && !acme.contains("wamid.S"));
    assert_eq!(pod.metric("ingest_unrouted_total"), 1.0);
    let own = format!("{SHARED}/{}", world.acme.id);
    assert_eq!(pod.post(&world, &own, webhook(&[(&stranger, "wamid.T")]), &world.acme.secret).await.status(), StatusCode::OK);
    assert_eq!(pod.metric("ingest_unrouted_total"), 2.0);
    assert!(world.bodies(&world.acme).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_bodies_that_cannot_be_parsed_reach_their_owner_whole() {
    let mut world = World::new().await;
    let pod = world.pod().await;
    let whole = webhook(&[(&world.acme, "wamid.A")]);
    let cut = whole[..whole.len() - 20].to_owned();
    assert_eq!(pod.post(&world, SHARED, cut.clone(), &world.acme.secret).await.status(), StatusCode::OK);
    // Names nobody: the tenant of the URL, or the only one with that secret.
    let own = format!("{SHARED}/{}", world.acme.id);
    assert_eq!(pod.post(&world, &own, "not json", &world.acme.secret).await.status(), StatusCode::OK);
    assert_eq!(pod.post(&world, SHARED, "{\"object\":", &world.acme.secret).await.status(), StatusCode::OK);
    let bodies = world.bodies(&world.acme).await;
    assert_eq!(bodies, [cut.clone().into_bytes(), b"not json".to_vec(), b"{\"object\":".to_vec()]);
    // Torn, and it names another business as well: nobody gets the other's part.
    let both = webhook(&[(&world.acme, "wamid.A"), (&world.globex, "wamid.G")]);
    let torn = both[..both.len() - 5].to_owned();
    assert_eq!(pod.post(&world, SHARED, torn, &world.acme.secret).await.status(), StatusCode::OK);
    assert!(world.bodies(&world.acme).await.is_empty() && world.bodies(&world.globex).await.is_empty());
    assert_eq!(pod.metric("ingest_unrouted_total"), 1.0);
    // One secret, two businesses, no name: nobody can tell whose it is.
    world.globex.secret = world.acme.secret.clone();
    world.list(&world.globex, 0).await;
    eventually("the pod knows the new secret", async || {
        pod.post(&world, SHARED, webhook(&[(&world.globex, "wamid.G")]), &world.acme.secret).await.status() == StatusCode::OK
    })
    .await;
    world.bodies(&world.globex).await;
    assert_eq!(pod.post(&world, SHARED, "not json", &world.acme.secret).await.status(), StatusCode::OK);
    assert!(world.bodies(&world.acme).await.is_empty() && world.bodies(&world.globex).await.is_empty());
    assert_eq!(pod.metric("ingest_unrouted_total"), 2.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_that_come_together_share_stream_messages_and_none_is_lost() {
    let world = World::new().await;
    let pod = world.pod().await;
    let posts = (0..400).map(|n| {
        let (world, pod) = (&world, &pod);
        async move { pod.post(world, SHARED, webhook(&[(&world.acme, &format!("wamid.{n}"))]), &world.acme.secret).await.status() }
    });
    assert!(join_all(posts).await.into_iter().all(|status| status == StatusCode::OK));
    let messages = world.bus.backlog(&world.acme.id).await.unwrap();
    assert!(messages < 400, "400 webhooks made {messages} messages");
    let mut found: Vec<String> = world.bodies(&world.acme).await.into_iter().map(|body| String::from_utf8(body).unwrap()).collect();
    let mut wanted: Vec<String> = (0..400).map(|n| webhook(&[(&world.acme, &format!("wamid.{n}"))])).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_bus_webhooks_are_refused_until_it_is_back_and_without_postgres_they_are_not() {
    let mut world = World::new().await;
    let pod = world.pod().await;
    let body = webhook(&[(&world.acme, "wamid.A")]);
    world.postgres.refuse();
    assert_eq!(pod.post(&world, SHARED, body.clone(), &world.acme.secret).await.status(), StatusCode::OK);
    world.postgres.allow();
    world.nats.kill();
    let answer = pod.post(&world, SHARED, body.clone(), &world.acme.secret).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key("retry-after"));
    world.nats.start().await;
    eventually("webhooks are taken again", async || {
        pod.post(&world, SHARED, body.clone(), &world.acme.secret).await.status() == StatusCode::OK
    })
    .await;
    let bodies = world.bodies(&world.acme).await;
    assert!(bodies.len() >= 2 && bodies.iter().all(|it| *it == body.as_bytes()), "{}", bodies.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_above_its_limit_is_told_to_wait_and_the_limit_needs_redis() {
    let mut world = World::new().await;
    world.list(&world.acme, 1).await;
    let pod = world.pod().await;
    let post =
        async |world: &World, pod: &Pod| pod.post(world, SHARED, webhook(&[(&world.acme, "wamid.A")]), &world.acme.secret).await.status();
    let statuses = join_all((0..10).map(|_| post(&world, &pod))).await;
    assert!(statuses.contains(&StatusCode::OK) && statuses.contains(&StatusCode::SERVICE_UNAVAILABLE), "{statuses:?}");
    world.kill_redis();
    let statuses = join_all((0..10).map(|_| post(&world, &pod))).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::OK), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_challenge_is_echoed_to_whoever_has_a_verify_token() {
    let world = World::new().await;
    let pod = world.pod().await;
    let ask = async |path: String| {
        let answer = world.http.get(format!("{}{path}", pod.url)).timeout(Duration::from_secs(5)).send().await.unwrap();
        let kind = answer.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        (answer.status(), kind, answer.text().await.unwrap())
    };
    let query = |token: &str| format!("?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}").replace(' ', "%20");
    let (acme, globex) = (format!("token of {}", world.acme.id), format!("token of {}", world.globex.id));
    let own = format!("{SHARED}/{}", world.acme.id);
    for path in [format!("{SHARED}{}", query(&acme)), format!("{SHARED}{}", query(&globex)), format!("{own}{}", query(&acme))] {
        let (status, kind, text) = ask(path.clone()).await;
        assert_eq!((status, text.as_str()), (StatusCode::OK, "1158201444"), "{path}");
        assert!(kind.starts_with("text/plain"), "{kind}");
    }
    let unsubscribe = format!("{SHARED}{}", query(&acme).replace("subscribe", "unsubscribe"));
    for path in [format!("{SHARED}{}", query("guess")), format!("{own}{}", query(&globex)), SHARED.to_owned(), unsubscribe] {
        assert_eq!(ask(path.clone()).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}
