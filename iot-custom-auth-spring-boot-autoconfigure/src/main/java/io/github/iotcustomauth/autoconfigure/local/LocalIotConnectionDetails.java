package io.github.iotcustomauth.autoconfigure.local;

import io.github.iotcustomauth.autoconfigure.IotConnectionDetails;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Adapts {@link LocalIotCoreAccess} to {@link IotConnectionDetails}.
 */
class LocalIotConnectionDetails implements IotConnectionDetails {

	private final LocalIotCoreAccess access;

	private final SslBundle sslBundle;

	private final @Nullable CustomAuthCredentials credentials;

	/**
	 * Create connection details.
	 * @param access the way to the local endpoint
	 * @param offerCredentials whether to authenticate with the credentials that it offers
	 * @param ownKey the bundle with certificate and key of the application, or
	 * {@code null} when it does not present any
	 */
	LocalIotConnectionDetails(LocalIotCoreAccess access, boolean offerCredentials, @Nullable SslBundle ownKey) {
		this.access = access;
		SslStoreBundle trust = new PemSslStoreBundle(null,
				PemSslStoreDetails.forCertificate(access.caCertificatePem()));
		this.sslBundle = (ownKey != null) ? join(ownKey, trust) : SslBundle.of(trust);
		LocalCredentials offered = access.credentials();
		this.credentials = (offerCredentials && offered != null) ? map(offered) : null;
	}

	private static SslBundle join(SslBundle key, SslStoreBundle trust) {
		SslStoreBundle stores = key.getStores();
		return SslBundle.of(
				SslStoreBundle.of(stores.getKeyStore(), stores.getKeyStorePassword(), trust.getTrustStore()),
				key.getKey(), key.getOptions());
	}

	private static CustomAuthCredentials map(LocalCredentials credentials) {
		return CustomAuthCredentials.builder()
			.authorizerName(credentials.authorizerName())
			.username(credentials.username())
			.password(credentials.password())
			.build();
	}

	@Override
	public String getEndpoint() {
		return this.access.host();
	}

	@Override
	public int getPort() {
		return this.access.port();
	}

	@Override
	public SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public @Nullable CustomAuthCredentials getCredentials() {
		return this.credentials;
	}

}
