package main

import "syscall"

// dieWithUs ends a child when the thread that started it ends; the main goroutine keeps that thread.
func dieWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
