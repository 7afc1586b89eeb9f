/**
 * The model zoo: families of networks, published ones and seeded variants, as TensorFlow's
 * converter writes them. Everything is batch 1, float32, NHWC; weights are made up from the seed.
 *
 * <p>How a file looks follows the source that people convert: batch normalisation is folded into
 * the convolution before it, and stays MUL and ADD where there is none; relu and relu6 are inside
 * conv, dwconv, fc, add and pools; a PAD stands where the padding is not SAME.
 *
 * <p><b>Variants.</b> A seed decides everything, by these rules:
 *
 * <ul>
 *   <li>width of every layer that may have its own, else of every stage: the published one times a
 *       factor uniform in [0.2, 1.8]; four in five rounded to a multiple of 8 (RegNet: always of
 *       its group width), one in five to any integer; at least 4. The hidden layers of VGG and
 *       AlexNet vary around 1,024 units, not 4,096, to keep files below 100 MB;
 *   <li>depth of every stage: half to one and a half times the published number of blocks;
 *   <li>kernels of 1, 3, 5 and 7, expansion ratios, squeeze-and-excite: where the family has them,
 *       per layer, the published choice being the most frequent;
 *   <li>resolution: {@code LIGHT} (median 160) for the mobile families, SqueezeNet and RegNet,
 *       {@code MIDDLE} (median 96) for AlexNet, GoogLeNet, DenseNet and ResNets of basic blocks,
 *       {@code HEAVY} (median 48) for VGG and ResNets of bottlenecks; always 32 for NAS-Bench-201;
 *   <li>strided windows of MobileNet v1, v2, v3 and EfficientNet: one variant in four has a PAD
 *       before each, as files of earlier converters have it, the others SAME, as TensorFlow 2.21
 *       writes it;
 *   <li>NAS-Bench-201: any cell whose input reaches its output through a convolution; one variant
 *       in four keeps the published widths, one in four the published depth. The cells are few, so
 *       seeds may give twins;
 *   <li>classes: 1,000 for half of them, else 1,001, 200, 100 or 10;
 *   <li>limits: what has less than 3 MFLOPs, more than 3 GFLOPs (one draw in six: 8) or more than
 *       25 million parameters is drawn again. A multiply-add counts as two.
 * </ul>
 *
 * <p>Everything here is immutable and safe for use from many threads.
 */
package dev.meterfarm.graph.zoo;
