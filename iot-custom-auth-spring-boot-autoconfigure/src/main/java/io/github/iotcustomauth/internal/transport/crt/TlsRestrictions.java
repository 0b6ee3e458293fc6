package io.github.iotcustomauth.internal.transport.crt;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.TlsContextOptions.TlsVersions;

import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.Assert;

/**
 * Protocols and ciphers of an SSL bundle, as far as the native TLS can be restricted to
 * them: it knows a minimum version and no list of cipher suites. Whatever it cannot honor
 * is refused, because a restriction that is silently ignored is worse than none.
 */
final class TlsRestrictions {

	private static final String TLS_1_2 = "TLSv1.2";

	private static final String TLS_1_3 = "TLSv1.3";

	private TlsRestrictions() {
	}

	/**
	 * The minimum version for the options of a bundle. TLS 1.2 unless the options ask for
	 * more: AWS IoT Core accepts nothing older ("Transport security in AWS IoT Core").
	 * @param options the options
	 * @return the minimum version
	 * @throws IllegalStateException if the options cannot be honored
	 */
	static TlsVersions minimumVersion(SslOptions options) {
		Assert.state(isEmpty(options.getCiphers()),
				"The SSL bundle of the connection has 'options.ciphers', but the native TLS cannot be restricted to "
						+ "single cipher suites. Remove them");
		String[] enabled = options.getEnabledProtocols();
		if (isEmpty(enabled)) {
			return TlsVersions.TLSv1_2;
		}
		Set<String> protocols = new TreeSet<>(Set.of(enabled));
		if (protocols.equals(Set.of(TLS_1_3))) {
			return TlsVersions.TLSv1_3;
		}
		Assert.state(protocols.equals(Set.of(TLS_1_2, TLS_1_3)),
				() -> "The SSL bundle of the connection has 'options.enabled-protocols' " + protocols
						+ ", but the native TLS can only be restricted to " + TLS_1_3 + ", or to " + TLS_1_2 + " and "
						+ TLS_1_3 + " together");
		return TlsVersions.TLSv1_2;
	}

	private static boolean isEmpty(String @Nullable [] names) {
		return names == null || names.length == 0;
	}

}
