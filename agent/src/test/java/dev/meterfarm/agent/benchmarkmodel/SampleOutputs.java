package dev.meterfarm.agent.benchmarkmodel;

/** What the tool prints, version by version; the forms are real, the numbers invented. */
public final class SampleOutputs {
  /** TensorFlow 2.19 and LiteRT 1.2 or later: prefixes, percentiles. */
  public static final String CURRENT =
      """
      INFO: STARTING!
      INFO: Log parameter values verbosely: [0]
      INFO: Num threads: [4]
      INFO: Graph: [/data/local/tmp/m.tflite]
      INFO: Signature to run: []
      INFO: Enable op profiling: [1]
      INFO: #threads used for CPU inference: [4]
      INFO: Loaded model /data/local/tmp/m.tflite
      INFO: The input model file size (MB): 1.2345
      INFO: Initialized session in 8.421ms.
      INFO: Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
      INFO: count=203 first=4801 curr=2390 min=2345 max=4801 avg=2453.6 std=180 p5=2361 median=2431 p95=2602

      INFO: Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
      INFO: count=417 first=2402 curr=2377 min=2339 max=2711 avg=2396.02 std=41 p5=2350 median=2388 p95=2470

      INFO: Inference timings in us: Init: 8421, First inference: 4801, Warmup (avg): 2453.6, Inference (avg): 2396.02
      INFO: Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE to the actual memory footprint of the model at runtime. Take the information at your discretion.
      INFO: Memory footprint delta from the start of the tool (MB): init=6.25 overall=9.48438
      INFO: Profiling Info for Benchmark Initialization:
      ============================== Run Order ==============================
      \t                             [node type]\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]
      \t                 ModifyGraphWithDelegate\t    5.413\t    5.402\t 99.205%\t 99.205%\t     0.000\t        1\tModifyGraphWithDelegate/0

      INFO: Operator-wise Profiling Info for Regular Benchmark Runs:
      ============================== Run Order ==============================
      \t                             [node type]\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]
      \t                                Add (ND)\t    0.310\t    0.305\t 12.880%\t 72.086%\t     0.000\t        1\tDelegate/Add (ND):1
      \t           Convolution (NHWC, F32) IGEMM\t    1.413\t    1.402\t 59.205%\t 59.205%\t     0.000\t        1\tDelegate/Convolution (NHWC, F32) IGEMM:0

      ============================== Top by Computation Time ==============================
      \t                             [node type]\t  [first]\t [avg ms]\t     [%]\t  [cdf%]\t  [mem KB]\t[times called]\t[Name]
      \t           Convolution (NHWC, F32) IGEMM\t    1.413\t    1.402\t 59.205%\t 59.205%\t     0.000\t        1\tDelegate/Convolution (NHWC, F32) IGEMM:0

      Number of nodes executed: 2
      ============================== Summary by node type ==============================
      \t                             [Node type]\t  [count]\t  [avg ms]\t    [avg %]\t    [cdf %]\t  [mem KB]\t[times called]
      \t           Convolution (NHWC, F32) IGEMM\t        1\t     1.402\t    82.132%\t    82.132%\t     0.000\t        1

      Timings (microseconds): count=417 first=2380 curr=2351 min=2310 max=2650 avg=2368.04 std=39
      Memory (bytes): count=0
      2 nodes observed
      """;

  /** TensorFlow 2.4 to 2.9 on the GPU: no prefixes, a mean in scientific notation. */
  static final String OLD_GPU =
      """
      STARTING!
      Min num runs: [50]
      Graph: [/data/local/tmp/big.tflite]
      Use gpu: [1]
      Loaded model /data/local/tmp/big.tflite
      INFO: Initialized TensorFlow Lite runtime.
      INFO: Created TensorFlow Lite delegate for GPU.
      GPU delegate created.
      INFO: Initialized OpenCL-based API.
      INFO: Created 1 GPU delegate kernels.
      Explicitly applied GPU delegate, and the model graph will be completely executed by the delegate.
      Initialized session in 1870.56ms.
      Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
      count=1 curr=1310422

      Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
      count=50 first=1290001 curr=1291830 min=1288410 max=1302277 avg=1.29114e+06 std=2210

      Inference timings in us: Init: 1870560, First inference: 1310422, Warmup (avg): 1.31042e+06, Inference (avg): 1.29114e+06
      """;

  /** TensorFlow 1.x: everything on standard error, an older summary. */
  static final String OLDEST =
      """
      STARTING!
      Num runs: [50]
      Running benchmark for at least 1 iterations and at least 0.5 seconds
      count=10 first=91 curr=80 min=79 max=91 avg=81.5 std=3

      Running benchmark for at least 50 iterations and at least 1 seconds
      count=50 first=80 curr=79 min=77 max=95 avg=80.26 std=2

      Average inference timings in us: Warmup: 81.5, Init: 3021, no stats: 80.26
      """;

  /** The tool of LiteRT 2: file names in prefixes, a summary in milliseconds on standard error. */
  static final String LITERT_2 =
      """
      INFO: [litert_benchmark_model_main.cc:41] STARTING!
      INFO: Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
      INFO: count=205 first=4801 curr=2402 min=2391 max=4801 avg=2441.7 std=170 p5=2399 median=2425 p95=2511

      INFO: Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
      INFO: count=418 first=2402 curr=2377 min=2309 max=2711 avg=2389.61 std=41 p5=2350 median=2388 p95=2470

      INFO: [benchmark_litert_model.h:89]\s
      ========== BENCHMARK RESULTS ==========
      INFO: [benchmark_litert_model.h:94] Model initialization: 45.32 ms
      INFO: [benchmark_litert_model.h:95] Signature name: serving_default
      INFO: [benchmark_litert_model.h:96] Warmup (first):       4.80 ms
      INFO: [benchmark_litert_model.h:97] Warmup (avg):         2.44 ms (205 runs)
      INFO: [benchmark_litert_model.h:99] Inference (avg):      2.39 ms (418 runs)
      INFO: [benchmark_litert_model.h:103] Inference (min):      2.31 ms
      INFO: [benchmark_litert_model.h:104] Inference (max):      2.71 ms
      INFO: [benchmark_litert_model.h:105] Inference (std):      0.04
      INFO: [benchmark_litert_model.h:106] Throughput: 516.51 MB/s
      """;

  static final String UNREADABLE =
      """
      INFO: STARTING!
      INFO: Log parameter values verbosely: [0]
      INFO: Graph: [/data/local/tmp/nope.tflite]
      ERROR: Could not open '/data/local/tmp/nope.tflite'.
      ERROR: Failed to load model /data/local/tmp/nope.tflite
      ERROR: Benchmarking failed.
      """;

  private SampleOutputs() {}

  /** A current output with another line of statistics for the regular runs. */
  static String withStatistics(String line) {
    return CURRENT.replace(
        "count=417 first=2402 curr=2377 min=2339 max=2711 avg=2396.02 std=41 p5=2350 median=2388"
            + " p95=2470",
        line);
  }
}
