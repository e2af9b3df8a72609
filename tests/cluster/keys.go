package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// authority signs the certificates of one run; they are thrown away with it.
type authority struct {
	folder      string
	key         crypto.Signer
	certificate *x509.Certificate
	serial      int64
}

func newAuthority(folder string) (*authority, error) {
	a := &authority{folder: folder, serial: 1}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "groundplan-test"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	key, bytes, err := a.issue("ca", template)
	if err != nil {
		return nil, err
	}
	a.key = key
	a.certificate, err = x509.ParseCertificate(bytes)
	return a, err
}

// issue makes a key and its certificate, and writes both into the folder.
func (a *authority) issue(name string, template *x509.Certificate) (crypto.Signer, []byte, error) {
	key, err := a.newKey(name)
	if err != nil {
		return nil, nil, err
	}
	template.SerialNumber = big.NewInt(a.serial)
	a.serial++
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().Add(24 * time.Hour)
	parent, signer := a.certificate, a.key
	if parent == nil {
		parent, signer = template, key
	}
	bytes, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, nil, err
	}
	return key, bytes, writePEM(a.path(name+".crt"), "CERTIFICATE", bytes)
}

func (a *authority) newKey(name string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, err
	}
	if err := writePEM(a.path(name+".pub"), "PUBLIC KEY", public); err != nil {
		return nil, err
	}
	return key, writePEM(a.path(name+".key"), "EC PRIVATE KEY", private)
}

// server makes the certificate of the API server.
func (a *authority) server(name string, addresses ...net.IP) error {
	_, _, err := a.issue(name, &x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		DNSNames:    []string{"localhost", "kubernetes.default.svc"},
		IPAddresses: addresses,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	})
	return err
}

// client makes a kubeconfig for a user of the API server, and returns its path.
func (a *authority) client(server, file, user string, groups ...string) (string, error) {
	_, _, err := a.issue(file, &x509.Certificate{
		Subject:     pkix.Name{CommonName: user, Organization: groups},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return "", err
	}
	config := clientcmdapi.NewConfig()
	config.Clusters["test"] = &clientcmdapi.Cluster{Server: server, CertificateAuthority: a.path("ca.crt")}
	config.AuthInfos["test"] = &clientcmdapi.AuthInfo{ClientCertificate: a.path(file + ".crt"), ClientKey: a.path(file + ".key")}
	config.Contexts["test"] = &clientcmdapi.Context{Cluster: "test", AuthInfo: "test"}
	config.CurrentContext = "test"
	path := a.path(file + ".kubeconfig")
	return path, clientcmd.WriteToFile(*config, path)
}

func (a *authority) path(name string) string {
	return filepath.Join(a.folder, name)
}

func writePEM(path, kind string, bytes []byte) error {
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600); err != nil {
		return fmt.Errorf("cannot write a key: %w", err)
	}
	return nil
}
