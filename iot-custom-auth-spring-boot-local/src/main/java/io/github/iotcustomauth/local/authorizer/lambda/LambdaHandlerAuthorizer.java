package io.github.iotcustomauth.local.authorizer.lambda;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerFailedException;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.ClassUtils;

/**
 * An authorizer that is a Lambda class, run in this process.
 * <p>
 * An instance of the class serves one client at a time and is used again, as in a warm
 * execution environment of Lambda: handlers need not be thread-safe. There are as many
 * instances as clients were served at a time.
 * <p>
 * A function that has not answered when its time is over is interrupted, and left to
 * itself. Its instance is not used again.
 */
public final class LambdaHandlerAuthorizer implements CustomAuthorizer {

	/**
	 * The most invocations at a time, those included that were given up. The endpoint
	 * asks for 64 at most.
	 */
	static final int MAXIMUM_INVOCATIONS = 128;

	private static final String METHOD_SUFFIX = "::handleRequest";

	private final String functionName;

	private final String region;

	private final Class<?> type;

	private final ClassLoader classLoader;

	private final Duration timeout;

	private final Log logger;

	private final Deque<LambdaHandler> idle = new ConcurrentLinkedDeque<>();

	private final Semaphore invocations = new Semaphore(MAXIMUM_INVOCATIONS);

	private LambdaHandlerAuthorizer(String functionName, String region, Class<?> type, ClassLoader classLoader,
			Duration timeout) {
		this.functionName = functionName;
		this.region = region;
		this.type = type;
		this.classLoader = classLoader;
		this.timeout = timeout;
		this.logger = LogFactory.getLog(type);
		// what is wrong with the class is noticed now
		this.idle.push(newHandler());
	}

	/**
	 * Create an authorizer with a new instance of the Lambda class.
	 * @param functionName the name that the function sees in its context
	 * @param region the AWS region that the function sees in its context
	 * @param handler the name of the class as at AWS: it may be followed by
	 * {@code ::handleRequest}
	 * @param classLoader the class loader that knows the class and its serializer
	 * @param timeout how long the function may take
	 * @return the authorizer
	 * @throws IllegalArgumentException if there is no such Lambda class, or it cannot be
	 * instantiated; the message is a part of a sentence
	 */
	public static LambdaHandlerAuthorizer create(String functionName, String region, String handler,
			ClassLoader classLoader, Duration timeout) {
		return new LambdaHandlerAuthorizer(functionName, region, load(handler, classLoader), classLoader, timeout);
	}

	private static Class<?> load(String handler, ClassLoader classLoader) {
		String name = handler.endsWith(METHOD_SUFFIX) ? handler.substring(0, handler.length() - METHOD_SUFFIX.length())
				: handler;
		if (name.contains("::")) {
			throw new IllegalArgumentException("only the method 'handleRequest' of " + RequestHandler.class.getName()
					+ " or " + RequestStreamHandler.class.getName() + " can be called");
		}
		try {
			return ClassUtils.forName(name, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new IllegalArgumentException(
					"there is no class '" + name + "' (" + ex.getClass().getSimpleName() + ")", ex);
		}
	}

	private LambdaHandler newHandler() {
		return LambdaHandler.of(this.type, this.classLoader, () -> instantiate(this.type));
	}

	private static Object instantiate(Class<?> type) {
		try {
			return type.getConstructor().newInstance();
		}
		catch (InvocationTargetException ex) {
			Throwable cause = ex.getCause();
			throw new IllegalArgumentException("the constructor of " + type.getName() + " has thrown "
					+ ((cause != null) ? cause : ex).getClass().getName(), ex);
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			throw new IllegalArgumentException(
					type.getName() + " is no public class with a public constructor without parameters", ex);
		}
	}

	@Override
	public AuthorizerResponse authorize(AuthorizerEvent event) throws InterruptedException {
		LambdaContext context = new LambdaContext(this.functionName, this.region, this.timeout,
				(message) -> log(message, event));
		try {
			return AuthorizerResponse.parse(invoke(event.toJson(), context));
		}
		catch (TimeoutException ex) {
			throw LambdaErrors.timedOut(this.timeout);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof AuthorizerFailedException failed) {
				throw failed;
			}
			// an Error of a function is an error of that function, as at AWS
			throw LambdaErrors
				.failed(AuthorizerFailedException.describe((ex.getCause() != null) ? ex.getCause() : ex, event));
		}
	}

	// Run the function on a thread of its own, which is given up when the time is over:
	// nothing ends a function that ignores its interrupt.
	private String invoke(String event, LambdaContext context)
			throws InterruptedException, ExecutionException, TimeoutException {
		if (!this.invocations.tryAcquire()) {
			throw new AuthorizerFailedException(MAXIMUM_INVOCATIONS
					+ " invocations of the Lambda function are still running, although their time is over");
		}
		FutureTask<String> task = new FutureTask<>(() -> handle(event, context));
		Thread thread = new Thread(null, () -> run(task), "local-lambda-" + this.functionName, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(this.type.getClassLoader());
		start(thread);
		try {
			String answer = task.get(context.remaining().toNanos(), TimeUnit.NANOSECONDS);
			if (context.isOver()) {
				throw new TimeoutException();
			}
			return answer;
		}
		finally {
			context.giveUp();
			task.cancel(true);
		}
	}

	private void start(Thread thread) {
		boolean started = false;
		try {
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				// there is no room for another thread
				this.invocations.release();
			}
		}
	}

	private void run(FutureTask<String> task) {
		try {
			task.run();
		}
		finally {
			this.invocations.release();
		}
	}

	private String handle(String event, LambdaContext context) throws Exception {
		LambdaHandler warm = this.idle.poll();
		LambdaHandler handler = (warm != null) ? warm : newHandler();
		try {
			return handler.handle(event, context);
		}
		finally {
			// as at AWS, an instance that was too slow serves no other client
			if (!context.isOver()) {
				this.idle.push(handler);
			}
		}
	}

	private void log(String message, AuthorizerEvent event) {
		// what the client has chosen must not forge lines of the log
		this.logger.info(event.redact(message)
			.stripTrailing()
			.replaceAll("\\R", "\n\t")
			.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
	}

	@Override
	public String toString() {
		return "LambdaHandlerAuthorizer[" + this.functionName + "]";
	}

}
