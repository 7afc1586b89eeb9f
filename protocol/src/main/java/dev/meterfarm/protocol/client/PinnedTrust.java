package dev.meterfarm.protocol.client;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts exactly one certificate, by the SHA-256 of its DER form, whatever name or issuer stands in
 * it: the fingerprint that the coordinator prints at its start.
 */
public final class PinnedTrust extends X509ExtendedTrustManager {
  private static final int SHA_256_DIGITS = 64;

  private final String fingerprint;

  private PinnedTrust(String fingerprint) {
    this.fingerprint = fingerprint;
  }

  /**
   * A TLS context that trusts this certificate only.
   *
   * @param fingerprint 64 hexadecimal digits; colons and blanks do not matter
   * @throws FarmException with INVALID_CONFIGURATION if it is no fingerprint
   */
  public static SSLContext context(String fingerprint) {
    String digits = fingerprint.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
    if (digits.length() != SHA_256_DIGITS || !digits.matches("[0-9a-f]+")) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "the fingerprint '"
              + fingerprint
              + "' must be 64 hexadecimal digits, as 'coordinator serve' prints them");
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedTrust(digits)}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new FarmException(ErrorCode.INTERNAL, "this Java has no TLS: " + e.getMessage(), e);
    }
  }

  /** The fingerprint of a certificate: lower-case hexadecimal digits. */
  public static String fingerprint(X509Certificate certificate)
      throws CertificateEncodingException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("the coordinator showed no certificate");
    }
    String shown = fingerprint(chain[0]);
    if (!shown.equals(fingerprint)) {
      throw new CertificateException(
          "the coordinator's certificate has the fingerprint "
              + shown
              + ", not "
              + fingerprint
              + ": either the certificate was renewed (then take the new fingerprint from"
              + " 'coordinator serve'), or somebody else answers");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
