package io.github.iotcustomauth.local.autoconfigure;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Thrown when the local endpoint cannot start as configured. Names the property and what
 * to do, and never quotes a value that may be secret.
 */
public class LocalIotCoreConfigurationException extends RuntimeException {

	private final String property;

	private final String reason;

	private final String action;

	/**
	 * Create an exception.
	 * @param property the property, without the prefix {@code aws.iot.custom-auth.local.}
	 * @param reason what is wrong with it, as a part of a sentence
	 * @param action what to do about it, as a sentence
	 */
	public LocalIotCoreConfigurationException(String property, String reason, String action) {
		super("Property '" + LocalIotCoreProperties.PREFIX + "." + property + "': " + reason);
		this.property = LocalIotCoreProperties.PREFIX + "." + property;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Return what a creation makes, and blame a property when it is refused.
	 * @param property the property, without the prefix
	 * @param action what to do about it, as a sentence
	 * @param creation throws {@link IllegalArgumentException} with a message that is a
	 * part of a sentence and without a secret
	 * @param <T> the type of what is made
	 * @return what was made
	 */
	static <T> T valid(String property, String action, Supplier<T> creation) {
		try {
			return creation.get();
		}
		catch (IllegalArgumentException ex) {
			throw new LocalIotCoreConfigurationException(property, Objects.toString(ex.getMessage(), "it is invalid"),
					action);
		}
	}

	/**
	 * Return the full name of the property.
	 * @return the property
	 */
	public String getProperty() {
		return this.property;
	}

	/**
	 * Return what is wrong with the property.
	 * @return the reason, as a part of a sentence
	 */
	public String getReason() {
		return this.reason;
	}

	/**
	 * Return what to do about it.
	 * @return the action, as a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
