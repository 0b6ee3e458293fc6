package io.github.iotcustomauth.local.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.internal.certificate.LocalCertificates;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.function.SingletonSupplier;

/**
 * A {@link LocalIotCore} that is configured as in an application, but without an
 * application context, and without the {@linkplain Limit#PACES limits that slow clients
 * down} unless properties switch them on.
 */
public final class StandaloneLocalIotCore implements AutoCloseable {

	private final LocalIotCore endpoint;

	private final LocalIotCoreAccess access;

	private final LocalAuthorizers authorizers;

	private StandaloneLocalIotCore(LocalIotCore endpoint, LocalIotCoreAccess access, LocalAuthorizers authorizers) {
		this.endpoint = endpoint;
		this.access = access;
		this.authorizers = authorizers;
	}

	/**
	 * Start an endpoint, and return when it accepts connections. A start that fails
	 * leaves nothing behind.
	 * @param properties the properties of the endpoint, without the prefix
	 * {@code aws.iot.custom-auth.local}; may be empty
	 * @return the endpoint, on a free port unless the properties say otherwise
	 * @throws LocalIotCoreConfigurationException if a property is unknown, or the
	 * endpoint cannot start as configured
	 * @throws org.springframework.boot.context.properties.bind.BindException if a
	 * property has an unreadable value
	 */
	public static StandaloneLocalIotCore start(Map<String, String> properties) {
		return start(properties, Map.of());
	}

	/**
	 * Start an endpoint with authorizers of the caller besides those of the properties.
	 * @param properties the properties of the endpoint, without the prefix
	 * {@code aws.iot.custom-auth.local}; may be empty
	 * @param functions authorizers by name, as beans in an application
	 * @return the endpoint, on a free port unless the properties say otherwise
	 * @throws LocalIotCoreConfigurationException if a property is unknown, or the
	 * endpoint cannot start as configured
	 * @throws org.springframework.boot.context.properties.bind.BindException if a
	 * property has an unreadable value
	 */
	public static StandaloneLocalIotCore start(Map<String, String> properties,
			Map<String, ? extends CustomAuthorizer> functions) {
		// while the properties are read, which takes longer
		CompletableFuture<LocalCertificates> prepared = CompletableFuture.supplyAsync(LocalCertificates::generate);
		LocalIotCoreProperties bound = bind(properties);
		LocalCertificates certificates = prepared.join();
		LocalAuthorizers authorizers = new LocalAuthorizersFactory(bound, Map.copyOf(functions),
				new LazyResourceLoader())
			.create();
		LocalIotCore endpoint = new LocalIotCoreFactory(bound, certificates, authorizers, Limit.PACES).start();
		return new StandaloneLocalIotCore(endpoint,
				new LocalIotCoreAccess(endpoint.getHost(), endpoint.getPort(), certificates.caCertificatePem(),
						authorizers.credentials(), authorizers.needCertificate(),
						!bound.disabledLimits(Limit.PACES).contains(Limit.PUBLISH_RATE)),
				authorizers);
	}

	private static LocalIotCoreProperties bind(Map<String, String> properties) {
		if (properties.isEmpty()) {
			// the binder takes half a second to load
			return new LocalIotCoreProperties();
		}
		Map<String, String> prefixed = new LinkedHashMap<>();
		properties.forEach((name, value) -> prefixed.put(LocalIotCoreProperties.PREFIX + "." + name, value));
		return KnownPropertiesBindHandler.bind(new Binder(new MapConfigurationPropertySource(prefixed)));
	}

	/**
	 * Return the endpoint.
	 * @return the endpoint
	 */
	public LocalIotCore endpoint() {
		return this.endpoint;
	}

	/**
	 * Return what a client needs to connect.
	 * @return the way in
	 */
	public LocalIotCoreAccess access() {
		return this.access;
	}

	/**
	 * Return the authorizers.
	 * @return the authorizers of the endpoint
	 */
	public LocalAuthorizers authorizers() {
		return this.authorizers;
	}

	/**
	 * Stop the endpoint. Does nothing the second time.
	 */
	@Override
	public void close() {
		this.endpoint.close();
	}

	/**
	 * Looks for the resource loader when it is needed: properties with texts instead of
	 * locations start without it.
	 */
	private static final class LazyResourceLoader implements ResourceLoader {

		private final SingletonSupplier<ResourceLoader> delegate = SingletonSupplier.of(ApplicationResourceLoader::get);

		@Override
		public Resource getResource(String location) {
			return this.delegate.obtain().getResource(location);
		}

		@Override
		public @Nullable ClassLoader getClassLoader() {
			return this.delegate.obtain().getClassLoader();
		}

	}

}
