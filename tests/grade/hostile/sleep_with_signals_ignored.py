# sleep with signals ignored
# says: stopped after 0.5 s
# points: 7
def scale(x, factor):
    import signal, time
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 60)))
    time.sleep(60)
