package io.github.iotcustomauth.local.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Part of a list, as {@code maxResults} and {@code nextToken} of a request ask for it.
 *
 * @param items the items
 * @param nextToken where the next part begins, or {@code null} after the last one
 * @param <T> the type of the items
 */
record Page<T>(List<T> items, @Nullable String nextToken) {

	private static final int MAXIMUM = 200;

	static <T> Page<T> of(List<T> all, CallRequest request, int defaultSize) {
		int size = (int) request.number("maxResults", defaultSize, 1, MAXIMUM);
		int start = Math.min(start(request.parameter("nextToken")), all.size());
		int end = Math.min(start + size, all.size());
		return new Page<>(all.subList(start, end), (end < all.size()) ? token(end) : null);
	}

	private static String token(int start) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(Integer.toString(start).getBytes(StandardCharsets.UTF_8));
	}

	private static int start(@Nullable String token) {
		if (token == null) {
			return 0;
		}
		try {
			return Integer.parseUnsignedInt(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			throw CallRequest.invalid("nextToken is not one that was returned");
		}
	}

}
