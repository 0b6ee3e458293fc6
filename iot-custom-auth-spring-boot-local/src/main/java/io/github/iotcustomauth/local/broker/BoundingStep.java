package io.github.iotcustomauth.local.broker;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Something that is bounded every second. If that fails, the log says so once, and
 * neither are other steps skipped nor is it the last time.
 */
final class BoundingStep implements Runnable {

	private static final Log logger = LogFactory.getLog(BoundingStep.class);

	private final String what;

	private final Bounding bounding;

	private boolean failing;

	BoundingStep(String what, Bounding bounding) {
		this.what = what;
		this.bounding = bounding;
	}

	@Override
	public void run() {
		try {
			this.bounding.bound();
			this.failing = false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			if (!this.failing) {
				this.failing = true;
				logger.warn(this.what + " cannot be bounded", ex);
			}
		}
	}

	@FunctionalInterface
	interface Bounding {

		void bound() throws Exception;

	}

}
