package io.github.iotcustomauth.local.test;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import org.springframework.util.Assert;

/**
 * Starts a local endpoint on a free port for tests without Spring. In a static field with
 * {@code @RegisterExtension} it serves all tests of the class and is
 * {@linkplain LocalIotCore#reset() reset} after each; in an instance field it is started
 * for each test. Resolves parameters of the types {@link LocalIotCore} and
 * {@link LocalIotCoreAccess}.
 */
public final class LocalIotCoreExtension
		implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

	private final Map<String, String> properties;

	private final Map<String, CustomAuthorizer> authorizers = new LinkedHashMap<>();

	private @Nullable StandaloneLocalIotCore running;

	/** The class that it was started for, if it was. */
	private @Nullable String owner;

	/**
	 * Create an extension, also by {@code @ExtendWith}, with one generated user.
	 */
	public LocalIotCoreExtension() {
		this(new String[0]);
	}

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
	 * Add an authorizer: a lambda, or what is a bean in an application. It is the default
	 * one when there is no other.
	 * @param name the name by which clients ask for it
	 * @param authorizer decides about clients
	 * @return this extension
	 */
	public LocalIotCoreExtension authorizer(String name, CustomAuthorizer authorizer) {
		Assert.state(this.running == null, "The local endpoint has been started");
		this.authorizers.put(name, authorizer);
		return this;
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

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		return type == LocalIotCore.class || type == LocalIotCoreAccess.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return (parameter.getParameter().getType() == LocalIotCore.class) ? endpoint() : access();
	}

	private void start() {
		this.running = StandaloneLocalIotCore.start(this.properties, this.authorizers);
	}

	private void stop() {
		if (this.running != null) {
			this.running.close();
			this.running = null;
		}
	}

}
