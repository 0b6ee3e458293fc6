package io.github.iotcustomauth.transport.crt;

import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;

/**
 * The native event loop of one connection. Its own, so that no thread is left when the
 * connection is closed.
 */
final class CrtRuntime implements AutoCloseable {

	private final EventLoopGroup eventLoops;

	private final HostResolver resolver;

	private final ClientBootstrap bootstrap;

	CrtRuntime() {
		// without it the library calls nobody back as soon as the JVM is told to end, and
		// a
		// graceful stop would wait in vain for acknowledgements and for the end of the
		// client
		CRT.acquireShutdownRef();
		this.eventLoops = new EventLoopGroup(1);
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

	ClientBootstrap bootstrap() {
		return this.bootstrap;
	}

	@Override
	public void close() {
		this.bootstrap.close();
		this.resolver.close();
		this.eventLoops.close();
		CRT.releaseShutdownRef();
	}

}
