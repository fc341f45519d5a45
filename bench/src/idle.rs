//! Memory of an idle socket: resident bytes of the API pods at rising numbers of sockets, and the slope through them.

use anyhow::Result;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;

use crate::processes::Processes;
use crate::socket::Socket;
use crate::target::Target;

/// Handshakes under way at once.
const HANDSHAKES: usize = 64;

/// Resident bytes at one number of sockets.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Point {
    pub sockets: usize,
    pub resident_bytes: u64,
}

/// Opens sockets up to each of `numbers`, subscribed and silent, and looks at the API pods' memory.
pub async fn measure(target: &Target, processes: &Processes, token: &str, numbers: &[usize]) -> Result<Vec<Point>> {
    let mut points = vec![Point { sockets: 0, resident_bytes: processes.resident_bytes("api") }];
    let mut held = vec![];
    for &number in numbers {
        held.extend(connect(target, token, held.len()..number).await?);
        points.push(Point { sockets: held.len(), resident_bytes: processes.resident_bytes("api") });
    }
    Ok(points)
}

/// Opens and subscribes a range of sockets, spread over the pods.
pub async fn connect(target: &Target, token: &str, range: std::ops::Range<usize>) -> Result<Vec<Socket>> {
    let fronts = target.fronts()?;
    stream::iter(range)
        .map(|n| {
            let front = &fronts[n % fronts.len()];
            async move {
                let mut socket = Socket::connect(front, token).await?;
                socket.subscribe(&target.tenant).await?;
                anyhow::Ok(socket)
            }
        })
        .buffer_unordered(HANDSHAKES)
        .try_collect()
        .await
}

/// KiB per socket: the least-squares slope, so that a pod's own memory plays no part.
pub fn slope_kib(points: &[Point]) -> f64 {
    let n = points.len() as f64;
    let mean = |value: &dyn Fn(&Point) -> f64| points.iter().map(value).sum::<f64>() / n;
    let (x, y) = (|p: &Point| p.sockets as f64, |p: &Point| p.resident_bytes as f64 / 1024.0);
    let (mean_x, mean_y) = (mean(&x), mean(&y));
    let covariance: f64 = points.iter().map(|p| (x(p) - mean_x) * (y(p) - mean_y)).sum();
    let variance: f64 = points.iter().map(|p| (x(p) - mean_x).powi(2)).sum();
    covariance / variance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slope_leaves_the_fixed_part_out() {
        let point = |sockets: usize| Point { sockets, resident_bytes: 50_000_000 + sockets as u64 * 8 * 1024 };
        assert!((slope_kib(&[point(0), point(1_000), point(10_000)]) - 8.0).abs() < 0.01);
    }
}
