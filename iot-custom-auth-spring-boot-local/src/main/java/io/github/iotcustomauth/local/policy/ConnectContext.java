package io.github.iotcustomauth.local.policy;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a connection attempt brings along, for the condition keys that only
 * {@code iot:Connect} has.
 *
 * @param attributes what it asks for: {@code iot:ConnectAttributes}
 * @param willTopic the topic of its last will, without an ARN prefix:
 * {@code iot:LastWillTopic}; {@code null} without a will
 */
public record ConnectContext(Set<ConnectAttribute> attributes, @Nullable String willTopic) {

	/**
	 * The context of every other action.
	 */
	public static final ConnectContext NONE = new ConnectContext(Set.of(), null);

	public ConnectContext {
		attributes = Set.copyOf(attributes);
	}

}
