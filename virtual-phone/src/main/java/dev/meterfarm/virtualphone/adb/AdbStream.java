package dev.meterfarm.virtualphone.adb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One stream inside a connection. The thread that serves it reads and writes and may block; the
 * connection's thread delivers, and never blocks here.
 *
 * <p>Each direction has one unacknowledged message at most. What is written meanwhile is gathered
 * and leaves as one message. What arrives is acknowledged at once as long as little of it waits to
 * be read, later otherwise: that holds the peer back.
 */
public final class AdbStream {
  private static final int MOST_WAITING = 1 << 20;

  private final AdbConnection connection;
  private final int id;
  private final int peer;
  private final int maxData;
  private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
  private final List<Runnable> whenGone = new ArrayList<>();
  private int waiting;
  private boolean acknowledgementDue;
  private final ByteArrayOutputStream leaving = new ByteArrayOutputStream();
  private boolean peerReady = true;
  private boolean gone;

  AdbStream(AdbConnection connection, int id, int peer, int maxData) {
    this.connection = connection;
    this.id = id;
    this.peer = peer;
    this.maxData = maxData;
  }

  /** What the peer sends; ends when the peer closes the stream. */
  public InputStream in() {
    return new Arriving();
  }

  /** What the peer is to get; unbuffered, every write is a message or more. */
  public OutputStream out() {
    return new Leaving();
  }

  /** Runs something, once, when the peer closes the stream or the connection ends. */
  public void whenGone(Runnable action) {
    synchronized (this) {
      if (!gone) {
        whenGone.add(action);
        return;
      }
    }
    action.run();
  }

  int id() {
    return id;
  }

  int peer() {
    return peer;
  }

  /** From the connection's thread: a message for this stream. */
  void deliver(byte[] data) throws IOException {
    boolean acknowledge;
    synchronized (this) {
      if (gone) {
        return;
      }
      arrived.add(data);
      waiting += data.length;
      acknowledge = waiting < MOST_WAITING;
      acknowledgementDue = !acknowledge;
      notifyAll();
    }
    if (acknowledge) {
      connection.send(new AdbMessage(AdbMessage.OKAY, id, peer));
    }
  }

  /** From the connection's thread: the peer has taken what was sent last. */
  void acknowledged() throws IOException {
    byte[] next;
    synchronized (this) {
      peerReady = true;
      next = gone ? new byte[0] : takeLeaving();
      notifyAll();
    }
    transmit(next);
  }

  /** The next message; empty where there is nothing to send, or the peer is busy. */
  private byte[] takeLeaving() {
    if (!peerReady || leaving.size() == 0) {
      return new byte[0];
    }
    byte[] all = leaving.toByteArray();
    int length = Math.min(all.length, maxData);
    leaving.reset();
    leaving.write(all, length, all.length - length);
    peerReady = false;
    return length == all.length ? all : Arrays.copyOf(all, length);
  }

  private void transmit(byte[] data) throws IOException {
    if (data.length > 0) {
      connection.send(new AdbMessage(AdbMessage.WRTE, id, peer, data));
    }
  }

  /** The peer closed the stream, or the connection ended. */
  void vanish() {
    List<Runnable> actions;
    synchronized (this) {
      gone = true;
      actions = List.copyOf(whenGone);
      whenGone.clear();
      notifyAll();
    }
    actions.forEach(Runnable::run);
  }

  /** Waits until the peer has all that was written; false if it went before that. */
  synchronized boolean awaitTaken() throws InterruptedException {
    while ((!peerReady || leaving.size() > 0) && !gone) {
      wait();
    }
    return !gone;
  }

  private byte[] next() throws IOException {
    byte[] data;
    boolean acknowledge;
    synchronized (this) {
      try {
        while (arrived.isEmpty() && !gone) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for the peer", e);
      }
      data = arrived.poll();
      if (data == null) {
        return null;
      }
      waiting -= data.length;
      acknowledge = acknowledgementDue && waiting < MOST_WAITING && !gone;
      acknowledgementDue &= !acknowledge;
    }
    if (acknowledge) {
      connection.send(new AdbMessage(AdbMessage.OKAY, id, peer));
    }
    return data;
  }

  private void send(byte[] from, int offset, int length) throws IOException {
    byte[] next;
    synchronized (this) {
      try {
        while (leaving.size() >= MOST_WAITING && !gone) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the peer was busy", e);
      }
      if (gone) {
        throw new IOException("the peer has closed the stream");
      }
      leaving.write(from, offset, length);
      next = takeLeaving();
    }
    transmit(next);
  }

  private final class Arriving extends InputStream {
    private byte[] current = {};
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      while (at == current.length) {
        byte[] data = next();
        if (data == null) {
          return -1;
        }
        current = data;
        at = 0;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, into, offset, count);
      at += count;
      return count;
    }

    @Override
    public int available() {
      return current.length - at;
    }
  }

  private final class Leaving extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, from.length);
      int piece = Math.min(maxData, MOST_WAITING);
      for (int sent = 0; sent < length; sent += piece) {
        send(from, offset + sent, Math.min(piece, length - sent));
      }
    }
  }
}
