package io.github.iotcustomauth.local.internal.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;

/**
 * Options of an endpoint server, which its builder has checked.
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
		List<X509Certificate> certificateChain, CountingAuthorizer authorizer, Set<Limit> disabledLimits,
		boolean lifecycleEvents, double timeScale, List<ClientCertificate> clientCertificates) {

	public ServerOptions {
		disabledLimits = Set.copyOf(disabledLimits);
		certificateChain = List.copyOf(certificateChain);
		clientCertificates = List.copyOf(clientCertificates);
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
