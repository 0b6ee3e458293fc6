package io.github.iotcustomauth.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Renews the connection when its SSL bundle has been reloaded, so that new trust and keys
 * are used at once. A bundle that cannot be used does not cost the present connection.
 */
final class SslBundleRenewal implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SslBundleRenewal.class);

	private final @Nullable String name;

	private final @Nullable SslBundles sslBundles;

	private final Supplier<? extends Collection<? extends IotConnection>> connections;

	/**
	 * Create a renewal.
	 * @param name the name of the bundle, or {@code null} or empty if there is none
	 * @param sslBundles the bundles of the application, or {@code null}
	 * @param connections the connections that use the bundle
	 */
	SslBundleRenewal(@Nullable String name, @Nullable SslBundles sslBundles,
			Supplier<? extends Collection<? extends IotConnection>> connections) {
		this.name = name;
		this.sslBundles = sslBundles;
		this.connections = connections;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.sslBundles != null && StringUtils.hasLength(this.name)) {
			List<IotConnection> used = List.copyOf(this.connections.get());
			if (!used.isEmpty()) {
				this.sslBundles.addBundleUpdateHandler(this.name, (bundle) -> updated(bundle, used));
			}
		}
	}

	private void updated(SslBundle bundle, List<IotConnection> used) {
		try {
			new SslBundleCheck(bundle).requireUsable();
		}
		catch (RuntimeException ex) {
			logger.error("The SSL bundle '" + this.name + "' was reloaded and cannot be used; the connection is kept: "
					+ PrintableText.line(ex.getMessage()));
			return;
		}
		logger.info("The SSL bundle '" + this.name + "' was reloaded; renewing the connection");
		renew(used);
	}

	// the members of a pool one after the other, so that it stays connected
	private void renew(List<IotConnection> used) {
		IotConnection connection = used.get(0);
		// an attempt that is under way may have read the bundle before
		boolean again = connection.getStatus().state() == ConnectionState.CONNECTING;
		CompletableFuture<@Nullable Void> renewed = connection.reconnect();
		if (again) {
			renewed.thenRun(connection::reconnect);
		}
		if (used.size() > 1) {
			renewed.whenComplete((nothing, ex) -> renew(used.subList(1, used.size())));
		}
	}

}
