package io.github.iotcustomauth.local.lambda;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

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
 * There is one instance of the class, which serves one client at a time, as in a warm
 * execution environment of Lambda: handlers need not be thread-safe.
 */
public final class LambdaHandlerAuthorizer implements CustomAuthorizer {

	private static final String METHOD_SUFFIX = "::handleRequest";

	private final String functionName;

	private final LambdaHandler handler;

	private final ClassLoader classLoader;

	private final Duration timeout;

	private final Log logger;

	private final ReentrantLock environment = new ReentrantLock(true);

	private LambdaHandlerAuthorizer(String functionName, LambdaHandler handler, Class<?> type, Duration timeout) {
		this.functionName = functionName;
		this.handler = handler;
		this.classLoader = type.getClassLoader();
		this.timeout = timeout;
		this.logger = LogFactory.getLog(type);
	}

	/**
	 * Create an authorizer with a new instance of the Lambda class.
	 * @param functionName the name that the function sees in its context
	 * @param handler the name of the class as at AWS: it may be followed by
	 * {@code ::handleRequest}
	 * @param classLoader the class loader that knows the class
	 * @param timeout how long the function may take
	 * @return the authorizer
	 * @throws IllegalArgumentException if there is no such Lambda class, or it cannot be
	 * instantiated; the message is a part of a sentence
	 */
	public static LambdaHandlerAuthorizer create(String functionName, String handler, ClassLoader classLoader,
			Duration timeout) {
		Class<?> type = load(handler, classLoader);
		return new LambdaHandlerAuthorizer(functionName, LambdaHandler.of(type, () -> instantiate(type)), type,
				timeout);
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
		if (!this.environment.tryLock(this.timeout.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new AuthorizerFailedException("the function is still busy with another client");
		}
		try {
			return AuthorizerResponse.parse(invoke(event));
		}
		finally {
			this.environment.unlock();
		}
	}

	private String invoke(AuthorizerEvent event) {
		LambdaContext context = new LambdaContext(this.functionName, this.timeout,
				(message) -> this.logger.info(event.redact(message).stripTrailing().replaceAll("\\R", "\n\t")));
		Thread thread = Thread.currentThread();
		ClassLoader previous = thread.getContextClassLoader();
		thread.setContextClassLoader(this.classLoader);
		try {
			String answer = this.handler.handle(event.toJson(), context);
			if (context.isTimedOut()) {
				throw LambdaErrors.timedOut(this.timeout);
			}
			return answer;
		}
		catch (AuthorizerFailedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// an Error of a function is an error of that function, as at AWS
			throw LambdaErrors.failed(AuthorizerFailedException.describe(ex, event));
		}
		finally {
			thread.setContextClassLoader(previous);
		}
	}

	@Override
	public String toString() {
		return "LambdaHandlerAuthorizer[" + this.functionName + "]";
	}

}
