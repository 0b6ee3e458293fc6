package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import io.github.iotcustomauth.internal.token.TestKeys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files with keys and certificates of {@code configuration-cases.txt}.
 */
final class ConfigurationKeys {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final HexFormat HEX = HexFormat.of();

	private ConfigurationKeys() {
	}

	static void write(Path directory) throws Exception {
		keytool(directory, "two.p12", "one", "-keyalg", "RSA", "-keysize", "2048");
		keytool(directory, "noalias.p12", "one", "-keyalg", "RSA", "-keysize", "2048");
		keytool(directory, "two.p12", "two", "-keyalg", "EC", "-groupname", "secp256r1");
		KeyStore stores = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(directory.resolve("two.p12"))) {
			stores.load(stream, PASSWORD);
		}
		PrivateKey rsa = (PrivateKey) stores.getKey("one", PASSWORD);
		ECPrivateKey ec = (ECPrivateKey) stores.getKey("two", PASSWORD);
		String pem = TestKeys.pem(rsa);
		write(directory, "cert.pem", pem("CERTIFICATE", stores.getCertificate("one").getEncoded()));
		write(directory, "ec-cert.pem", pem("CERTIFICATE", stores.getCertificate("two").getEncoded()));
		write(directory, "rsa.pem", pem);
		write(directory, "rsa-crlf.pem", pem.replace("\r\n", "\n").replace("\n", "\r\n"));
		write(directory, "rsa-bom.pem", "\uFEFF" + pem);
		write(directory, "rsa.pub.pem", pem("PUBLIC KEY", stores.getCertificate("one").getPublicKey().getEncoded()));
		write(directory, "pkcs1.pem", TestKeys.pkcs1Pem(rsa));
		write(directory, "trunc.pem", pem.substring(0, pem.length() / 2));
		write(directory, "rsa1024.pem", TestKeys.pem(TestKeys.generate("RSA", 1024).getPrivate()));
		write(directory, "ec.pem", TestKeys.pem(ec));
		write(directory, "ec-sec1.pem", pem("EC PRIVATE KEY", sec1(ec)));
		write(directory, "enc.pem", pem("ENCRYPTED PRIVATE KEY", rsa.getEncoded()));
		write(directory, "enc-pkcs1.pem",
				TestKeys.pkcs1Pem(rsa)
					.replaceFirst("\n",
							"\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"));
		write(directory, "secret-bom", "\uFEFFcorrect-horse-battery-staple\n");
	}

	private static void write(Path directory, String name, String text) throws IOException {
		Files.writeString(directory.resolve(name), text);
	}

	private static String pem(String label, byte[] der) {
		return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label,
				Base64.getMimeEncoder().encodeToString(der));
	}

	// RFC 5915, with the name of the curve P-256
	private static byte[] sec1(ECPrivateKey key) {
		BigInteger s = key.getS();
		byte[] bytes = s.toByteArray();
		byte[] padded = new byte[32];
		int length = Math.min(bytes.length, padded.length);
		System.arraycopy(bytes, bytes.length - length, padded, padded.length - length, length);
		return HEX.parseHex("30310201010420" + HEX.formatHex(padded) + "a00a06082a8648ce3d030107");
	}

	// which makes certificates, as the API of the JDK does not
	private static void keytool(Path directory, String store, String alias, String... options) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
						"-keystore", directory.resolve(store).toString(), "-storetype", "PKCS12", "-storepass",
						new String(PASSWORD), "-alias", alias, "-dname", "CN=" + alias));
		command.addAll(Arrays.asList(options));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(printed).isZero();
	}

}
