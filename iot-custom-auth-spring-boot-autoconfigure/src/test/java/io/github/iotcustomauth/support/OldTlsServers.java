package io.github.iotcustomauth.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Servers that know one of the versions of TLS that Java no longer does by default. They
 * run in a process of their own, whose switch for these is never set back.
 */
public final class OldTlsServers implements AutoCloseable {

	private final Process process;

	private final Map<String, Integer> ports = new ConcurrentHashMap<>();

	/**
	 * Start the servers.
	 * @param keyStore the key and the chain that they send
	 * @param directory a directory for files
	 * @param versions the versions, one a server
	 */
	public OldTlsServers(KeyStore keyStore, Path directory, String... versions) throws Exception {
		Path file = directory.resolve("old-tls.p12");
		try (var out = Files.newOutputStream(file)) {
			keyStore.store(out, TlsServer.PASSWORD);
		}
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), OldTlsServers.class.getName(),
				file.toString(), String.join(",", versions))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader out = this.process.inputReader(StandardCharsets.UTF_8);
		try {
			for (String version : versions) {
				this.ports.put(version, CompletableFuture.supplyAsync(() -> port(out)).get(30, TimeUnit.SECONDS));
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			close();
			throw new IllegalStateException("The servers for old TLS did not start", ex);
		}
	}

	private static int port(BufferedReader out) {
		try {
			return Integer.parseInt(String.valueOf(out.readLine()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The process with the servers, which ends with its input.
	 * @param args the file with the key, and the versions
	 */
	public static void main(String[] args) throws Exception {
		Security.setProperty("jdk.tls.disabledAlgorithms", "");
		Security.setProperty("jdk.certpath.disabledAlgorithms", "");
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try (var in = Files.newInputStream(Path.of(args[0]))) {
			keyStore.load(in, TlsServer.PASSWORD);
		}
		for (String version : args[1].split(",")) {
			System.out.println(new TlsServer(keyStore, "mqtt", version).port());
		}
		while (System.in.read() >= 0) {
			// until the other process closes it or is gone
		}
	}

	public int port(String version) {
		return this.ports.get(version);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
