#![doc = include_str!("../README.md")]

pub mod body;
pub mod clock;
pub mod config;
pub mod http;
pub mod links;
pub mod openid;
pub mod problem;
pub mod same_origin;
pub mod service;
pub mod session;
pub mod telemetry;
pub mod upload;
