package io.github.iotcustomauth.sample;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;

import io.github.iotcustomauth.IotConnection;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Connects and disconnects, to find out whether endpoint, authorizer and credentials fit.
 * <p>
 * The profile {@code connect-once} does the rest: there is no web server and no local
 * endpoint, the start waits for the connection, and the log goes to the standard error
 * stream.
 */
final class ConnectOnce {

	private static final String PROFILE = "connect-once";

	private final PrintStream out;

	private final PrintStream err;

	ConnectOnce(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/**
	 * Connect and disconnect.
	 * @param args the arguments of the application
	 * @return the exit code: 0, or 1 when the arguments are wrong or there was no
	 * connection
	 */
	int run(String[] args) {
		if (ConnectOnceArguments.isHelpRequested(args)) {
			this.out.print(ConnectOnceArguments.usage());
			return 0;
		}
		ConnectOnceArguments arguments;
		try {
			arguments = ConnectOnceArguments.parse(args, System.getenv());
		}
		catch (IllegalArgumentException ex) {
			this.err.println(ex.getMessage());
			return 1;
		}
		arguments.unused()
			.forEach((option) -> this.out
				.println(option + " is not needed: nothing is signed with AWS credentials or published"));
		return connect(arguments) ? 0 : 1;
	}

	private boolean connect(ConnectOnceArguments arguments) {
		AtomicReference<ConfigurableApplicationContext> started = new AtomicReference<>();
		try (ConfigurableApplicationContext context = start(arguments, started)) {
			this.out.println("Connected as '%s'".formatted(context.getBean(IotConnection.class).getClientId()));
		}
		catch (Exception ex) {
			this.err.println("No connection with client id '%s'".formatted(arguments.clientId()));
			this.err.println(arguments.withOptions(ConnectOnceFailure.describe(ex, started.get())));
			return false;
		}
		this.out.println("Disconnected");
		return true;
	}

	private static ConfigurableApplicationContext start(ConnectOnceArguments arguments,
			AtomicReference<ConfigurableApplicationContext> started) {
		return new SpringApplicationBuilder(Application.class).profiles(PROFILE).initializers((context) -> {
			started.set(context);
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource(PROFILE, arguments.properties()));
		}).run();
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
