package dev.meterfarm.coordinator.access.tls;

import dev.meterfarm.protocol.client.PinnedTrust;
import dev.meterfarm.protocol.client.TokenFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificate and key as PEM files.
 *
 * @param certificate file with the certificate, those of its issuers behind it
 * @param key file with the private key, PKCS #8
 * @param fingerprint lower-case SHA-256 of the certificate; what agents and commands pin
 * @param begins when it becomes valid
 * @param ends when it is not valid any more
 */
public record ServerCertificate(
    Path certificate, Path key, String fingerprint, Instant begins, Instant ends) {
  private static final String CERTIFICATE_NAME = "tls-certificate.pem";
  private static final String KEY_NAME = "tls-key.pem";
  private static final Duration VALIDITY = Duration.ofDays(3650);
  private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;
  private static final int LINE = 64;

  /**
   * Takes files that somebody else has made.
   *
   * @throws FarmException with INVALID_CONFIGURATION if there is no certificate in the file
   */
  public static ServerCertificate of(Path certificate, Path key) {
    try (InputStream in = Files.newInputStream(certificate)) {
      X509Certificate first =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (!Files.isReadable(key)) {
        throw new IOException(key + " cannot be read");
      }
      return new ServerCertificate(
          certificate,
          key,
          PinnedTrust.fingerprint(first),
          first.getNotBefore().toInstant(),
          first.getNotAfter().toInstant());
    } catch (IOException | GeneralSecurityException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "no certificate can be read from "
              + certificate
              + " with its key in "
              + key
              + "; both must be PEM files ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** The certificate of a data folder; made if it has none. */
  public static ServerCertificate ofFolder(Path folder) {
    Optional<ServerCertificate> known = find(folder);
    if (known.isPresent()) {
      return known.get();
    }
    Path certificate = folder.resolve(CERTIFICATE_NAME);
    Path key = folder.resolve(KEY_NAME);
    make(certificate, key);
    return of(certificate, key);
  }

  /** The certificate of a data folder; empty if none has been made yet. */
  public static Optional<ServerCertificate> find(Path folder) {
    Path certificate = folder.resolve(CERTIFICATE_NAME);
    Path key = folder.resolve(KEY_NAME);
    return Files.exists(certificate) && Files.exists(key)
        ? Optional.of(of(certificate, key))
        : Optional.empty();
  }

  private static void make(Path certificate, Path key) {
    try {
      SecureRandom random = new SecureRandom();
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      byte[] signed = sign(pair, new BigInteger(SERIAL_BITS, random));
      TokenFile.write(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      TokenFile.write(certificate, pem("CERTIFICATE", signed));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new FarmException(
          ErrorCode.RUNTIME_MISSING, "no certificate can be made: " + e.getMessage(), e);
    }
  }

  private static byte[] sign(KeyPair pair, BigInteger serial)
      throws IOException, OperatorCreationException {
    Instant now = Instant.now();
    X500Name itself = new X500Name("CN=Meterfarm coordinator");
    return new JcaX509v3CertificateBuilder(
            itself,
            serial,
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(now.plus(VALIDITY)),
            itself,
            pair.getPublic())
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.dNSName, "localhost"),
                  new GeneralName(GeneralName.dNSName, hostName()),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + what
        + "-----";
  }
}
