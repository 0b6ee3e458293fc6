package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.connection.RuntimeConnection;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.IotConnectionSpec;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * Default {@link IotConnectionFactory}: closes with the application what its users have
 * not closed.
 */
final class DefaultIotConnectionFactory implements IotConnectionFactory, SmartLifecycle {

	private static final int CLOSED_AT_A_TIME = 32;

	private final ConnectionAssembly assembly;

	private final String defaultsOf;

	private final Duration stopTimeout;

	private final Map<String, RuntimeConnection> connections = new ConcurrentHashMap<>();

	private volatile boolean running;

	/**
	 * Create a factory.
	 * @param assembly makes the connections
	 * @param defaultsOf the name of the connection that is the model unless another is
	 * named
	 * @param phaseTimeout how long the application waits for the phase to stop
	 */
	DefaultIotConnectionFactory(ConnectionAssembly assembly, String defaultsOf, Duration phaseTimeout) {
		this.assembly = assembly;
		this.defaultsOf = defaultsOf;
		this.stopTimeout = IotConnectionLifecycle.stopTimeout(phaseTimeout);
	}

	@Override
	public ClosableIotConnection create(IotConnectionSpec spec) {
		Assert.notNull(spec, "'spec' must not be null");
		RuntimeConnection created = assemble(spec);
		String clientId = created.getClientId();
		boolean taken = this.assembly.owned().all().stream().anyMatch((other) -> other.getClientId().equals(clientId));
		Assert.isTrue(!taken && this.connections.putIfAbsent(clientId, created) == null,
				() -> "Another connection of the application has the client id '%s'".formatted(clientId));
		try {
			requireRunning();
			spec.subscriptions().forEach(created::subscribe);
			created.start();
			// it may have been stopped meanwhile
			requireRunning();
			return created;
		}
		catch (RuntimeException ex) {
			created.close();
			throw ex;
		}
	}

	private RuntimeConnection assemble(IotConnectionSpec spec) {
		try {
			return this.assembly.create(spec, this.defaultsOf, this.stopTimeout,
					(closed) -> this.connections.remove(closed.getClientId(), closed));
		}
		catch (InvalidIotPropertyException ex) {
			throw new IllegalArgumentException(ex.getReason(), ex);
		}
	}

	private void requireRunning() {
		Assert.state(this.running, "The application is not running");
	}

	@Override
	public Map<String, IotConnection> getConnections() {
		return Map.copyOf(this.connections);
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.connections.isEmpty()) {
			return;
		}
		CustomizableThreadFactory threads = new CustomizableThreadFactory("iot-connection-stop-");
		threads.setDaemon(true);
		ExecutorService executor = Executors.newFixedThreadPool(CLOSED_AT_A_TIME, threads);
		long end = System.nanoTime() + this.stopTimeout.toNanos();
		CompletableFuture<?>[] closed = this.connections.values()
			.stream()
			.map((connection) -> CompletableFuture
				.runAsync(() -> connection.close(Duration.ofNanos(Math.max(0, end - System.nanoTime()))), executor))
			.toArray(CompletableFuture<?>[]::new);
		executor.shutdown();
		CompletableFuture.allOf(closed).handle((nothing, ex) -> null).join();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// with the connections of the application
	@Override
	public int getPhase() {
		return IotConnectionLifecycle.PHASE;
	}

}
