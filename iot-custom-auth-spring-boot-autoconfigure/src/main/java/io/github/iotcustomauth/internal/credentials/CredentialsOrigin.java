package io.github.iotcustomauth.internal.credentials;

import java.util.List;

import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;

import org.springframework.util.ClassUtils;

/**
 * Origin of credentials, of a provider that knows it.
 */
@FunctionalInterface
public interface CredentialsOrigin {

	/**
	 * Return where the credentials come from.
	 * @return names of properties or types, never a value
	 */
	List<String> getOrigins();

	/**
	 * Return where the credentials of a provider come from.
	 * @param provider the provider
	 * @return its origins, or its type, or the interface if the type has no name
	 */
	static List<String> of(CustomAuthCredentialsProvider provider) {
		if (provider instanceof CredentialsOrigin known) {
			return known.getOrigins();
		}
		Class<?> type = ClassUtils.getUserClass(provider);
		boolean named = type.getCanonicalName() != null && !type.isSynthetic();
		return List.of((named ? type : CustomAuthCredentialsProvider.class).getName());
	}

}
