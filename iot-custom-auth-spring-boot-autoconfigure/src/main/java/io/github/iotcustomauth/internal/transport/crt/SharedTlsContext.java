package io.github.iotcustomauth.internal.transport.crt;

import io.github.iotcustomauth.transport.TransportType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.io.TlsContext;
import software.amazon.awssdk.crt.io.TlsContextOptions;

import org.springframework.boot.ssl.SslBundle;

/**
 * TLS context of a factory: shared by its attempts, because a new one takes longer than
 * the rest of an attempt, and replaced when the SSL bundle is another one. Each attempt
 * has a reference of its own, so that a context is not freed while it is needed.
 */
final class SharedTlsContext implements AutoCloseable {

	private @Nullable Entry current;

	private boolean closed;

	/**
	 * Acquire a context for an attempt.
	 * @param bundle the bundle of the attempt, or {@code null} for the trust of the JVM
	 * @param transport the transport of the attempt
	 * @return the context; the caller closes it when the native client has been created
	 * @throws IllegalStateException if the bundle cannot be used
	 */
	TlsContext acquire(@Nullable SslBundle bundle, TransportType transport) {
		TlsContext shared = current(bundle, transport);
		if (shared != null) {
			return shared;
		}
		// without a lock, since the bundle may be code of the application
		TlsContext created = create(TlsMaterial.of(bundle), transport);
		share(new Entry(bundle, transport, created));
		return created;
	}

	private synchronized @Nullable TlsContext current(@Nullable SslBundle bundle, TransportType transport) {
		if (this.current == null || this.current.bundle() != bundle || this.current.transport() != transport) {
			return null;
		}
		this.current.context().addRef();
		return this.current.context();
	}

	private synchronized void share(Entry entry) {
		if (!this.closed) {
			release();
			entry.context().addRef();
			this.current = entry;
		}
	}

	private static TlsContext create(TlsMaterial material, TransportType transport) {
		try (TlsContextOptions options = (material.certificates() != null && material.privateKey() != null)
				? TlsContextOptions.createWithMtls(material.certificates(), material.privateKey())
				: TlsContextOptions.createDefaultClient()) {
			options.overrideDefaultTrustStore(material.trust());
			options.withMinimumTlsVersion(material.minimumVersion());
			// a client certificate and this protocol exclude each other at AWS
			if (transport == TransportType.TLS && !material.hasKey()) {
				options.withAlpnList("mqtt");
			}
			return new TlsContext(options);
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		release();
	}

	private void release() {
		if (this.current != null) {
			this.current.context().close();
			this.current = null;
		}
	}

	/**
	 * A context and what it was made for.
	 *
	 * @param bundle the bundle, or {@code null}
	 * @param transport the transport
	 * @param context the context
	 */
	private record Entry(@Nullable SslBundle bundle, TransportType transport, TlsContext context) {
	}

}
