//! The cheapest honest Socket.IO client: websocket transport only, frames parsed in place, built to be many.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::target::Authority;

/// How long connecting and each answer of the handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(20);
/// Most bytes of one frame.
const FRAME_BYTES_MAX: usize = 4 << 20;
const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// One connected socket in the default namespace.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    consumed: usize,
}

/// Where a frame's payload lies in the buffer.
struct Frame {
    opcode: u8,
    start: usize,
    end: usize,
}

impl Socket {
    /// Upgrades, joins the default namespace with this token.
    pub async fn connect(to: &Authority, token: &str) -> Result<Self> {
        let stream = TcpStream::connect(to.text()).await.with_context(|| format!("connect to {}", to.text()))?;
        stream.set_nodelay(true)?;
        let mut socket = Self { stream, buffer: Vec::new(), consumed: 0 };
        timeout(HANDSHAKE_WITHIN, socket.open(to, token)).await.context("the handshake takes too long")??;
        Ok(socket)
    }

    /// Subscribes to a business; resolves when it is granted.
    pub async fn subscribe(&mut self, business: &str) -> Result<()> {
        self.send(&format!(r#"420["subscribe",{{"business":"{business}"}}]"#)).await?;
        timeout(HANDSHAKE_WITHIN, async {
            loop {
                let packet = String::from_utf8_lossy(self.packet().await?).into_owned();
                let Some(answer) = packet.strip_prefix("430") else { continue };
                let parsed: serde_json::Value = serde_json::from_str(answer)?;
                if parsed[0]["ok"] != true {
                    bail!("subscribe is refused: {answer}");
                }
                return Ok(());
            }
        })
        .await
        .context("the answer to subscribe takes too long")?
    }

    /// The next packet that isn't the transport's own: pings are answered here.
    pub async fn packet(&mut self) -> Result<&[u8]> {
        loop {
            let frame = self.frame().await?;
            match frame.opcode {
                TEXT if self.buffer[frame.start..frame.end] == *b"2" => self.send("3").await?,
                TEXT => return Ok(&self.buffer[frame.start..frame.end]),
                PING => {
                    let payload = self.buffer[frame.start..frame.end].to_vec();
                    self.write(PONG, &payload).await?;
                }
                CLOSE => bail!("the server closed the socket"),
                _ => {}
            }
        }
    }

    async fn open(&mut self, to: &Authority, token: &str) -> Result<()> {
        let request = format!(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: {}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            to.text()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let head_end = loop {
            if let Some(at) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        if !self.buffer.starts_with(b"HTTP/1.1 101") {
            bail!("the upgrade is refused: {}", String::from_utf8_lossy(&self.buffer[..head_end]));
        }
        self.consumed = head_end;
        self.expect("0{").await?;
        self.send(&format!("40{}", serde_json::json!({ "token": token }))).await?;
        self.expect("40").await
    }

    async fn expect(&mut self, prefix: &str) -> Result<()> {
        let packet = self.packet().await?;
        if !packet.starts_with(prefix.as_bytes()) {
            bail!("expected a packet that begins with {prefix}, got {}", String::from_utf8_lossy(packet));
        }
        Ok(())
    }

    async fn frame(&mut self) -> Result<Frame> {
        loop {
            if let Some(frame) = parse(&self.buffer, self.consumed)? {
                self.consumed = frame.end;
                return Ok(frame);
            }
            self.buffer.drain(..self.consumed);
            self.consumed = 0;
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<()> {
        // An idle socket holds no buffer: thousands of them share this machine with the server.
        if self.buffer.is_empty() {
            self.buffer.shrink_to(4096);
            self.stream.readable().await?;
        }
        if self.stream.read_buf(&mut self.buffer).await.context("read from a socket")? == 0 {
            bail!("the server dropped the connection");
        }
        Ok(())
    }

    async fn send(&mut self, packet: &str) -> Result<()> {
        self.write(TEXT, packet.as_bytes()).await
    }

    /// A client's frame has to be masked; a mask of zeros is one.
    async fn write(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        let mut frame = vec![0x80 | opcode];
        match payload.len() {
            short @ 0..=125 => frame.push(0x80 | short as u8),
            longer => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&u16::try_from(longer).context("a packet over 64 KiB")?.to_be_bytes());
            }
        }
        frame.extend_from_slice(&[0; 4]);
        frame.extend_from_slice(payload);
        self.stream.write_all(&frame).await.context("write to a socket")
    }
}

/// The frame that begins at `at`, when it is there whole. A server's frames are never masked, and ours are never split.
fn parse(buffer: &[u8], at: usize) -> Result<Option<Frame>> {
    let Some(&[first, second]) = buffer.get(at..at + 2) else { return Ok(None) };
    let (header, length) = match second & 0x7f {
        126 => match buffer.get(at + 2..at + 4) {
            Some(bytes) => (4, usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))),
            None => return Ok(None),
        },
        127 => match buffer.get(at + 2..at + 10) {
            Some(bytes) => (10, bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte))),
            None => return Ok(None),
        },
        short => (2, usize::from(short)),
    };
    if length > FRAME_BYTES_MAX {
        bail!("a frame of {length} bytes");
    }
    let (start, end) = (at + header, at + header + length);
    Ok((buffer.len() >= end).then_some(Frame { opcode: first & 0x0f, start, end }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_taken_only_when_whole() {
        let mut buffer = vec![0x81, 126, 0, 200];
        buffer.extend_from_slice(&[b'x'; 199]);
        assert!(parse(&buffer, 0).unwrap().is_none());
        buffer.push(b'x');
        let frame = parse(&buffer, 0).unwrap().unwrap();
        assert_eq!((frame.opcode, frame.start, frame.end), (TEXT, 4, 204));
    }
}
