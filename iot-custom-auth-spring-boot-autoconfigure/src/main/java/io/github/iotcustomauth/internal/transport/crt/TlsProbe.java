package io.github.iotcustomauth.internal.transport.crt;

import java.io.EOFException;
import java.io.IOException;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.internal.text.LoggableException;
import io.github.iotcustomauth.internal.text.PrintableText;
import io.github.iotcustomauth.internal.transport.EndpointProbe;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.HttpProxy;
import io.github.iotcustomauth.transport.TransportType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.TlsContextOptions.TlsVersions;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * One handshake of the TLS of Java, which tells the reasons apart that the native TLS has
 * a single error code for. It goes the way of the connection, trusts the same
 * certificates and offers the same versions, name and protocol. Nothing is sent when it
 * has succeeded.
 */
final class TlsProbe implements EndpointProbe {

	private static final Log logger = LogFactory.getLog(TlsProbe.class);

	private static final String ALERT = "Received fatal alert: ";

	private final ConnectionSettings settings;

	private final Supplier<TlsMaterial> source;

	// closing it ends each step but the resolution of names
	private final Socket socket = new Socket();

	/**
	 * Create a probe.
	 * @param settings the settings of the connection
	 * @param source supplies trust and key of the connection
	 */
	TlsProbe(ConnectionSettings settings, Supplier<TlsMaterial> source) {
		this.settings = settings;
		this.source = source;
	}

	@Override
	public Optional<IotFailure> run() {
		try (this) {
			TlsMaterial material = this.source.get();
			return Optional.ofNullable(run(material, new PresentedCertificates(trust(stores(material)))));
		}
		catch (IOException | GeneralSecurityException | RuntimeException ex) {
			logger.debug("The TLS of the endpoint could not be probed", LoggableException.of(ex));
			return Optional.empty();
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			logger.debug("The socket of a probe could not be closed", LoggableException.of(ex));
		}
	}

	private @Nullable IotFailure run(TlsMaterial material, PresentedCertificates certificates)
			throws IOException, GeneralSecurityException {
		try {
			connect();
			shakeHands(material, certificates);
			return null;
		}
		catch (ProxyTunnel.RefusedException ex) {
			return IotFailure.of(FailureReason.PROXY_FAILED, whyRefused(ex.getStatus()));
		}
		catch (SSLException ex) {
			logger.debug("A handshake with the endpoint failed", LoggableException.of(ex));
			IotFailure found = certificates.explain(this.settings.endpoint(), ex, Instant.now());
			return (found != null) ? found : explain(ex, protocols(material));
		}
	}

	private void connect() throws IOException {
		HttpProxy proxy = this.settings.proxy();
		if (proxy == null) {
			this.socket.connect(new InetSocketAddress(this.settings.endpoint(), this.settings.port()));
			return;
		}
		this.socket.connect(new InetSocketAddress(proxy.host(), proxy.port()));
		String host = this.settings.endpoint();
		ProxyTunnel.open(this.socket, proxy, (isIpv6(host) ? "[" + host + "]" : host) + ":" + this.settings.port());
	}

	private void shakeHands(TlsMaterial material, PresentedCertificates certificates)
			throws IOException, GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(material.hasKey() ? stores(material).getManagers().getKeyManagers() : null,
				new TrustManager[] { certificates }, null);
		String host = this.settings.endpoint();
		try (SSLSocket tls = (SSLSocket) context.getSocketFactory()
			.createSocket(this.socket, host, this.settings.port(), true)) {
			SSLParameters parameters = tls.getSSLParameters();
			parameters.setProtocols(protocols(material));
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
			if (!isAddress(host)) {
				parameters.setServerNames(List.of(new SNIHostName(IDN.toASCII(host))));
			}
			if (this.settings.transport() == TransportType.TLS && !material.hasKey()) {
				parameters.setApplicationProtocols(new String[] { "mqtt" });
			}
			tls.setSSLParameters(parameters);
			tls.startHandshake();
		}
	}

	private static String[] protocols(TlsMaterial material) {
		return (material.minimumVersion() == TlsVersions.TLSv1_3) ? new String[] { "TLSv1.3" }
				: new String[] { "TLSv1.2", "TLSv1.3" };
	}

	private static X509TrustManager trust(SslBundle stores) {
		return Stream.of(stores.getManagers().getTrustManagers())
			.filter(X509TrustManager.class::isInstance)
			.map(X509TrustManager.class::cast)
			.findFirst()
			.orElseThrow();
	}

	private static SslBundle stores(TlsMaterial material) {
		PemSslStoreDetails key = material.hasKey()
				? PemSslStoreDetails.forCertificates(material.certificates()).withPrivateKey(material.privateKey())
				: null;
		return SslBundle.of(new PemSslStoreBundle(key, PemSslStoreDetails.forCertificates(material.trust())));
	}

	private static boolean isAddress(String host) {
		return isIpv6(host) || host.matches("[0-9.]+");
	}

	private static boolean isIpv6(String host) {
		return host.indexOf(':') >= 0;
	}

	private @Nullable IotFailure explain(SSLException failure, String[] protocols) {
		String message = String.valueOf(failure.getMessage());
		String text = message.toLowerCase(Locale.ROOT).replace('_', ' ');
		if (text.contains("protocol version")) {
			return IotFailure.of(FailureReason.TLS_VERSION_NOT_SUPPORTED,
					"The connection offers " + String.join(" and ", protocols)
							+ "; check 'options.enabled-protocols' of the SSL bundle, and what the server speaks");
		}
		if (text.contains("no application protocol")) {
			return IotFailure.of(FailureReason.TLS_FAILED,
					"The server does not know the protocol 'mqtt' (ALPN) at port " + this.settings.port()
							+ "; check 'aws.iot.custom-auth.port', which is 443 for custom authorizers");
		}
		if (text.contains("unrecognized ssl message")) {
			return IotFailure.of(FailureReason.TLS_FAILED, "What answers at port " + this.settings.port()
					+ " does not speak TLS; check 'aws.iot.custom-auth.endpoint' and 'aws.iot.custom-auth.port'");
		}
		if (message.startsWith(ALERT)) {
			return IotFailure.of(FailureReason.TLS_FAILED,
					"The server refuses the handshake with the alert '"
							+ PrintableText.of(message.substring(ALERT.length()))
							+ "'; check 'aws.iot.custom-auth.port', and the log of the server");
		}
		return (failure.getCause() instanceof EOFException) ? IotFailure.of(FailureReason.TLS_FAILED,
				"The server, or a proxy or firewall in between, closes the connection in the handshake; check "
						+ "them and 'aws.iot.custom-auth.port'")
				: null;
	}

	private String whyRefused(int status) {
		String target = PrintableText.of(this.settings.endpoint()) + ":" + this.settings.port();
		HttpProxy proxy = this.settings.proxy();
		return "It answers with the status " + status + switch (status) {
			case 407 -> (proxy != null && proxy.username() != null)
					? ": it does not accept the credentials; check 'aws.iot.custom-auth.proxy.username' and "
							+ "'proxy.password'"
					: ": it asks for credentials; set 'aws.iot.custom-auth.proxy.username' and 'proxy.password'";
			case 401, 403, 405 -> ": it does not allow " + target + "; let its operator allow it";
			case 502, 503, 504 ->
				": it cannot reach " + target + "; check 'aws.iot.custom-auth.endpoint' and the network of the proxy";
			default -> "; check that 'aws.iot.custom-auth.proxy.host' and 'proxy.port' belong to an HTTP proxy";
		};
	}

}
