//! A real single-node Kubernetes from host processes: etcd, API server, controllers, scheduler, containerd, kubelet, proxy, DNS.

pub mod apiserver;
pub mod containerd;
pub mod controllers;
pub mod dns;
pub mod etcd;
pub mod foreign;
pub mod kubelet;
pub mod node;
pub mod pause;
pub mod pki;
pub mod pods;
pub mod proxy;
