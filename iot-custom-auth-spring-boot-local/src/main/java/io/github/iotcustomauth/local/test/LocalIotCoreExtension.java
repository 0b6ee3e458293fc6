package io.github.iotcustomauth.local.test;

import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.util.Assert;

/**
 * Starts a local endpoint on a free port for tests without Spring. In a static field with
 * {@code @RegisterExtension} it serves all tests of the class and is
 * {@linkplain LocalIotCore#reset() reset} after each; in an instance field it is started
 * for each test.
 */
public final class LocalIotCoreExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	private final Map<String, String> properties;

	private @Nullable StandaloneLocalIotCore running;

	/** The class that it was started for, if it was. */
	private @Nullable String owner;

	/**
	 * Create an extension.
	 * @param properties properties of the endpoint as {@code key=value}, without the
	 * prefix {@code aws.iot.custom-auth.local}. Without an authorizer among them there is
	 * one with a generated user.
	 */
	public LocalIotCoreExtension(String... properties) {
		this.properties = PropertyPairs.parse(properties);
	}

	/**
	 * Return the endpoint.
	 * @return the endpoint
	 * @throws IllegalStateException if it does not run
	 */
	public LocalIotCore endpoint() {
		return running().endpoint();
	}

	/**
	 * Return what a client needs to connect: host, port, CA certificate, and credentials
	 * when there are some that need no token.
	 * @return the way in
	 * @throws IllegalStateException if the endpoint does not run
	 */
	public LocalIotCoreAccess access() {
		return running().access();
	}

	private StandaloneLocalIotCore running() {
		Assert.state(this.running != null, "The local endpoint runs only during the tests");
		return this.running;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		// a nested class is inside of the class that has the field
		if (this.running == null) {
			this.owner = context.getUniqueId();
			start();
		}
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		if (this.running == null) {
			start();
		}
	}

	@Override
	public void afterEach(ExtensionContext context) {
		if (this.owner != null) {
			endpoint().reset();
		}
		else {
			stop();
		}
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (context.getUniqueId().equals(this.owner)) {
			this.owner = null;
			stop();
		}
	}

	private void start() {
		this.running = StandaloneLocalIotCore.start(this.properties);
	}

	private void stop() {
		if (this.running != null) {
			this.running.close();
			this.running = null;
		}
	}

}
