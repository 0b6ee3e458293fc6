package io.github.iotcustomauth.local.internal.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Certificate authority with the lifetime of the endpoint, and the server certificate
 * that it issued for {@code localhost}, {@code 127.0.0.1} and the address of the
 * endpoint. Private keys exist in memory only.
 */
public final class LocalCertificates {

	private static final Duration VALIDITY = Duration.ofDays(365);

	/**
	 * The clocks of virtual machines and containers may be slow.
	 */
	private static final Duration CLOCK_SKEW = Duration.ofDays(1);

	/** As many as Linux follows. */
	private static final int MAX_LINKS = 40;

	private static final String LOCALHOST = "localhost";

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] { '\n' });

	private final IssuedCertificate authority;

	private final IssuedCertificate server;

	private LocalCertificates(IssuedCertificate authority, IssuedCertificate server) {
		this.authority = authority;
		this.server = server;
	}

	/**
	 * Create an authority and a server certificate.
	 * @return the certificates
	 */
	public static LocalCertificates generate() {
		Instant now = Instant.now();
		try {
			IssuedCertificate authority = IssuedCertificate.authority("Local IoT Core CA", now.minus(CLOCK_SKEW),
					now.plus(VALIDITY));
			return new LocalCertificates(authority,
					authority.issueServer(List.of(LOCALHOST), List.of(InetAddress.getByAddress(LOOPBACK))));
		}
		catch (GeneralSecurityException | UnknownHostException ex) {
			throw new IllegalStateException("Could not create the certificates of the local endpoint", ex);
		}
	}

	/**
	 * Return certificates of the same authority for an endpoint that listens on another
	 * address: for {@code localhost}, {@code 127.0.0.1}, the address, and its host name
	 * where it has one; for all addresses of this machine when it is the wildcard.
	 * @param address the address
	 * @return the certificates
	 */
	public LocalCertificates withAddress(InetAddress address) {
		Set<String> names = new LinkedHashSet<>(Set.of(LOCALHOST));
		Set<InetAddress> addresses = new LinkedHashSet<>();
		try {
			addresses.add(InetAddress.getByAddress(LOOPBACK));
			if (address.isAnyLocalAddress()) {
				NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(addresses::add);
			}
			else {
				addresses.add(address);
			}
			// unlike the address itself, does not look its name up
			String name = new InetSocketAddress(address, 0).getHostString();
			if (!name.equals(address.getHostAddress())) {
				names.add(name);
			}
			return new LocalCertificates(this.authority,
					this.authority.issueServer(List.copyOf(names), List.copyOf(addresses)));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("Could not create the certificates of the local endpoint", ex);
		}
	}

	/**
	 * Return the certificate that clients must trust.
	 * @return the certificate of the authority
	 */
	public X509Certificate caCertificate() {
		return this.authority.certificate();
	}

	/**
	 * Return the certificate that clients must trust, as PEM.
	 * @return the certificate of the authority
	 */
	public String caCertificatePem() {
		return toPem(caCertificate());
	}

	/**
	 * Return a certificate as PEM.
	 * @param certificate the certificate
	 * @return the PEM block
	 */
	public static String toPem(X509Certificate certificate) {
		try {
			return "-----BEGIN CERTIFICATE-----\n" + PEM.encodeToString(certificate.getEncoded())
					+ "\n-----END CERTIFICATE-----\n";
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException("A certificate cannot be encoded", ex);
		}
	}

	/**
	 * Return the private key of the server.
	 * @return the private key
	 */
	public PrivateKey serverKey() {
		return this.server.key();
	}

	/**
	 * Return the certificates that the server presents, its own first.
	 * @return the chain, without the authority
	 */
	public List<X509Certificate> serverCertificateChain() {
		return List.of(this.server.certificate());
	}

	/**
	 * Write the certificate of the authority to a file, for clients in other processes.
	 * The file appears complete or not at all. Missing directories are created. A
	 * symbolic link stays, and its target is written.
	 * @param file the file, replaced if it exists
	 * @throws IOException if the file cannot be written, or exists and is not a regular
	 * file
	 */
	public void writeCaCertificate(Path file) throws IOException {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw new FileSystemException(file.toString(), null, Files.isDirectory(file) ? "it is a directory"
					: "it is not a regular file, but for instance a device or a pipe");
		}
		Path target = followLinks(file.toAbsolutePath());
		Path directory = Objects.requireNonNull(target.getParent(), "the root is a directory");
		if (!Files.isDirectory(directory)) {
			Files.createDirectories(directory);
		}
		// not createTempFile: its permissions would keep other users from reading the
		// file
		Path draft = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID());
		try {
			Files.writeString(draft, caCertificatePem(), StandardOpenOption.CREATE_NEW);
			Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(draft);
		}
	}

	// Not toRealPath: the target of a link need not exist yet.
	private static Path followLinks(Path file) throws IOException {
		Path target = file;
		for (int links = 0; Files.isSymbolicLink(target); links++) {
			if (links == MAX_LINKS) {
				throw new FileSystemLoopException(file.toString());
			}
			target = target.resolveSibling(Files.readSymbolicLink(target));
		}
		return target;
	}

	@Override
	public String toString() {
		return "LocalCertificates[ca=" + caCertificate().getSubjectX500Principal() + "]";
	}

}
