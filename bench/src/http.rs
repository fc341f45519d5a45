//! The cheapest honest HTTP/1.1 client: one keep-alive connection, a prepared request out, one answer in.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::target::Authority;

/// Most bytes of an answer's head.
const HEAD_BYTES_MAX: usize = 16 << 10;

/// A keep-alive connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    host: String,
    buffer: Vec<u8>,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects, without delay of small packets.
    pub async fn open(to: &Authority) -> Result<Self> {
        let host = to.text();
        let stream = TcpStream::connect(&host).await.with_context(|| format!("connect to {host}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host, buffer: Vec::with_capacity(1024) })
    }

    /// Posts JSON and reads the answer.
    pub async fn post_json(&mut self, path: &str, body: &serde_json::Value) -> Result<Answer> {
        let body = serde_json::to_vec(body)?;
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.host,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(&body);
        self.exchange(&request).await
    }

    /// Writes a whole prepared request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await.context("write a request")?;
        let head_end = loop {
            if let Some(at) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if self.buffer.len() > HEAD_BYTES_MAX {
                bail!("the head of an answer is over {HEAD_BYTES_MAX} bytes");
            }
            self.more().await?;
        };
        let head = Head::parse(&self.buffer[..head_end])?;
        while self.buffer.len() < head_end + head.content_bytes {
            self.more().await?;
        }
        let body = self.buffer[head_end..head_end + head.content_bytes].to_vec();
        self.buffer.drain(..head_end + head.content_bytes);
        Ok(Answer { status: head.status, body })
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await.context("read an answer")? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

struct Head {
    status: u16,
    content_bytes: usize,
}

impl Head {
    fn parse(head: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(head).context("the head of an answer isn't text")?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
        let status = status.context("an answer without a status")?;
        let length = lines.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let content_bytes = match length {
            Some((_, value)) => value.trim().parse().context("content-length")?,
            None if status == 204 => 0,
            None => bail!("an answer without content-length (status {status})"),
        };
        Ok(Self { status, content_bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_found_whatever_its_case() {
        let head = Head::parse(b"HTTP/1.1 200 OK\r\nContent-LENGTH: 12\r\n\r\n").unwrap();
        assert_eq!((head.status, head.content_bytes), (200, 12));
    }
}
