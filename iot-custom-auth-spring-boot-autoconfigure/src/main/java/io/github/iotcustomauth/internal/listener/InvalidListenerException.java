package io.github.iotcustomauth.internal.listener;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a method with
 * {@link io.github.iotcustomauth.listener.IotListener @IotListener} cannot be used.
 */
public final class InvalidListenerException extends IllegalStateException {

	private final String method;

	private final String beanName;

	private final String reason;

	/**
	 * Create an exception.
	 * @param method the method
	 * @param beanName the name of its bean
	 * @param reason what is wrong, a sentence without full stop
	 * @param cause the cause, or {@code null}
	 */
	InvalidListenerException(Method method, String beanName, String reason, @Nullable Throwable cause) {
		super("@IotListener on %s of bean '%s' cannot be used: %s".formatted(method.toGenericString(), beanName,
				reason), cause);
		this.method = method.toGenericString();
		this.beanName = beanName;
		this.reason = reason;
	}

	public String getMethod() {
		return this.method;
	}

	public String getBeanName() {
		return this.beanName;
	}

	public String getReason() {
		return this.reason;
	}

}
