package io.github.iotcustomauth.local.internal.protocol;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.springframework.util.Assert;

/**
 * The SUBACK codes that a test has asked for. Written by tests, read on the event loop.
 */
public final class SubAckScript {

	private final Queue<List<Integer>> next = new ConcurrentLinkedQueue<>();

	private volatile List<Integer> always = List.of();

	void setAlways(int... codes) {
		this.always = checked(codes);
	}

	void addNext(int... codes) {
		Assert.isTrue(codes.length > 0, "'reasonCodes' must not be empty");
		this.next.add(checked(codes));
	}

	private static List<Integer> checked(int... codes) {
		IntStream.of(codes).forEach(AnswerCodes.SUBACK::check);
		return IntStream.of(codes).boxed().toList();
	}

	void clear() {
		this.next.clear();
		this.always = List.of();
	}

	// Return the codes for the filters of a SUBSCRIBE, given those that the rules have.
	public List<Integer> apply(List<Integer> codes) {
		List<Integer> once = this.next.poll();
		List<Integer> script = (once != null) ? once : this.always;
		return script.isEmpty() ? codes
				: IntStream.range(0, codes.size())
					.mapToObj((i) -> apply(script.get(Math.min(i, script.size() - 1)), codes.get(i)))
					.toList();
	}

	// A scripted grant does not open what a rule refuses.
	private static int apply(int scripted, int ruled) {
		return (scripted >= ReasonCode.FAILURE || ruled < ReasonCode.FAILURE) ? scripted : ruled;
	}

}
