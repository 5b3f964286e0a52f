//! A function without dependencies, which answers a constant and asks the table for what its policy does not allow.

use std::io::{Read, Write};
use std::net::TcpStream;

fn main() {
    let api = std::env::var("AWS_LAMBDA_RUNTIME_API").expect("a runtime runs it");
    loop {
        let event = call(&api, "GET /2018-06-01/runtime/invocation/next", "", "");
        let (_, rest) = event.split_once("lambda-runtime-aws-request-id: ").expect("an event has an id");
        let id = rest.lines().next().expect("a header has an end");
        asks_the_table();
        call(&api, &format!("POST /2018-06-01/runtime/invocation/{id}/response"), "", "\"first\"");
    }
}

fn asks_the_table() {
    let endpoint = std::env::var("AWS_ENDPOINT_URL").expect("a function has an endpoint");
    let key = std::env::var("AWS_ACCESS_KEY_ID").expect("a function has a key");
    let scope = format!("{key}/20261127/eu-west-3/dynamodb/aws4_request");
    let headers = format!(
        "authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n\
         x-amz-target: DynamoDB_20120810.GetItem\r\n"
    );
    let body = "{\"TableName\":\"t\",\"Key\":{\"pk\":{\"S\":\"p\"},\"sk\":{\"S\":\"s\"}}}";
    let answer = call(endpoint.trim_start_matches("http://"), "POST /", &headers, body);
    assert!(answer.contains("AccessDenied"), "{answer}");
}

fn call(host: &str, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("it listens");
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}
