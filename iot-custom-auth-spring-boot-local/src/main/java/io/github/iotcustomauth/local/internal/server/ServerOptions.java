package io.github.iotcustomauth.local.internal.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;

import org.springframework.util.Assert;

/**
 * Options of an endpoint server.
 *
 * @param address the address to listen on
 * @param port the port to listen on, {@code 0} for a free one
 * @param privateKey the key of the TLS certificate
 * @param certificateChain the TLS certificate, then those that signed it
 * @param authorizer the authorizer of connection attempts
 * @param disabledLimits the limits of AWS IoT Core that are not enforced
 * @param lifecycleEvents whether lifecycle events are published
 * @param timeScale factor by which the lifetime and the refresh interval of connections
 * are shortened
 * @param clientCertificates the certificates of which clients have to present one; empty
 * when no certificate is asked for
 */
public record ServerOptions(InetAddress address, int port, PrivateKey privateKey,
		List<X509Certificate> certificateChain, ConnectAuthorizer authorizer, Set<Limit> disabledLimits,
		boolean lifecycleEvents, double timeScale, List<ClientCertificate> clientCertificates) {

	public ServerOptions {
		Assert.notNull(address, "'address' must not be null");
		Assert.isTrue(port >= 0 && port <= 65535, "'port' must be between 0 and 65535");
		Assert.notNull(privateKey, "'privateKey' must not be null");
		Assert.notEmpty(certificateChain, "'certificateChain' must not be empty");
		Assert.notNull(authorizer, "'authorizer' must not be null");
		Assert.isTrue(timeScale >= 1 && timeScale <= 86_400, "'timeScale' must be between 1 and 86400");
		disabledLimits = Set.copyOf(disabledLimits);
		certificateChain = List.copyOf(certificateChain);
		clientCertificates = List.copyOf(clientCertificates);
	}

	/**
	 * Return options with another authorizer.
	 * @param authorizer who decides about connection attempts
	 * @return the changed copy
	 */
	public ServerOptions withAuthorizer(ConnectAuthorizer authorizer) {
		return new ServerOptions(this.address, this.port, this.privateKey, this.certificateChain, authorizer,
				this.disabledLimits, this.lifecycleEvents, this.timeScale, this.clientCertificates);
	}

	/**
	 * Return the host that clients on this machine connect to.
	 * @return the host name of the address where it has one, or the address
	 */
	public String host() {
		if (this.address.isAnyLocalAddress()) {
			return "localhost";
		}
		// unlike the address itself, does not look its name up
		return new InetSocketAddress(this.address, this.port).getHostString();
	}

	@Override
	public String toString() {
		return "ServerOptions[port=" + this.port + ", disabledLimits=" + this.disabledLimits + "]";
	}

}
