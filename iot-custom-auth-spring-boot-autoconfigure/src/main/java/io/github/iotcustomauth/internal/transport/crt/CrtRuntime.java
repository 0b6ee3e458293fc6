package io.github.iotcustomauth.internal.transport.crt;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;

import org.springframework.util.Assert;

/**
 * Native event loops, shared by all connections of the process. They end with their last
 * user, so that no native thread outlives the connections.
 */
final class CrtRuntime {

	// hundreds of connections have to get along with them
	private static final int MAX_EVENT_LOOPS = 4;

	private static @Nullable CrtRuntime shared;

	private final EventLoopGroup eventLoops;

	private final HostResolver resolver;

	private final ClientBootstrap bootstrap;

	// guarded by the class
	private int users;

	private CrtRuntime() {
		// without it the library invokes no callback as soon as the JVM shuts down, and a
		// graceful stop would wait in vain for acknowledgments and for the end of the
		// client
		CRT.acquireShutdownRef();
		this.eventLoops = new EventLoopGroup(
				Math.max(1, Math.min(Runtime.getRuntime().availableProcessors() / 2, MAX_EVENT_LOOPS)));
		this.resolver = new HostResolver(this.eventLoops);
		this.bootstrap = new ClientBootstrap(this.eventLoops, this.resolver);
	}

	/**
	 * Load the native library.
	 * @throws IllegalStateException if it cannot be used; the message says what to do
	 */
	static void load() {
		try {
			// with denied native access the library loads without an error and fails here
			CRT.awsErrorName(0);
		}
		catch (LinkageError | RuntimeException ex) {
			throw new IllegalStateException("The native library of the AWS Common Runtime (aws-crt) cannot be used on "
					+ System.getProperty("os.name") + " " + System.getProperty("os.arch")
					+ ". Allow native access with '--enable-native-access=ALL-UNNAMED', make the directory of "
					+ "'java.io.tmpdir' writable and executable, and check that this platform is supported by aws-crt",
					ex);
		}
	}

	/**
	 * Use the event loops.
	 * @return a use, to be closed
	 */
	static Use use() {
		synchronized (CrtRuntime.class) {
			CrtRuntime runtime = (shared != null) ? shared : new CrtRuntime();
			shared = runtime;
			runtime.users++;
			return new Use(runtime);
		}
	}

	private void released() {
		synchronized (CrtRuntime.class) {
			this.users--;
			if (this.users > 0) {
				return;
			}
			shared = null;
		}
		this.bootstrap.close();
		this.resolver.close();
		this.eventLoops.close();
		CRT.releaseShutdownRef();
	}

	/**
	 * One use of the event loops.
	 */
	static final class Use implements AutoCloseable {

		private @Nullable CrtRuntime runtime;

		private Use(CrtRuntime runtime) {
			this.runtime = runtime;
		}

		ClientBootstrap bootstrap() {
			CrtRuntime used = this.runtime;
			Assert.state(used != null, "The event loops have been released");
			return used.bootstrap;
		}

		@Override
		public void close() {
			CrtRuntime used = this.runtime;
			this.runtime = null;
			if (used != null) {
				used.released();
			}
		}

	}

}
