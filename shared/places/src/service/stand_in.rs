//! A service that answers what a test wants, byte for byte: real connections, no protocol of its own.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// It gives each connection the next answer, and none when there is none left.
pub(crate) struct StandIn {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    pub(crate) async fn start(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::default();
        tokio::spawn(serve(listener, answers, Arc::clone(&heard)));
        Self { url, heard }
    }

    pub(crate) fn asked(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// The first lines of the calls.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn serve(listener: TcpListener, answers: Vec<Vec<u8>>, heard: Arc<Mutex<Vec<String>>>) {
    let mut answers = answers.into_iter();
    let mut unanswered = Vec::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let Some(answer) = answers.next() else {
            unanswered.push(stream);
            continue;
        };
        let line = first_line(&mut stream).await;
        heard.lock().unwrap().push(line);
        stream.write_all(&answer).await.unwrap();
        stream.shutdown().await.unwrap();
    }
}

async fn first_line(stream: &mut TcpStream) -> String {
    let mut call = Vec::new();
    while !call.ends_with(b"\r\n\r\n") {
        call.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(call).unwrap().lines().next().unwrap_or_default().to_owned()
}

pub(crate) fn json(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub(crate) fn status(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n").into_bytes()
}

pub(crate) fn hung_up() -> Vec<u8> {
    Vec::new()
}

pub(crate) fn broken_off() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{".to_vec()
}

/// Where nobody listens.
pub(crate) fn nobody() -> String {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
