//! Whatever happens: the services as real processes, killed at each worst moment, with a database, an object store and
//! a mail server that stop, crawl or break off. Every acknowledged report ends where it should.

mod backlog;
mod copies;
mod database;
mod dkim;
mod ends;
mod killed_crew;
mod killed_dispatch;
mod killed_intake;
mod killed_notification;
mod machine;
mod mail_server;
mod object_store;
mod own_server;
mod poison;
mod postfix;
mod proxy;
mod silence;
mod street;
mod wire;
