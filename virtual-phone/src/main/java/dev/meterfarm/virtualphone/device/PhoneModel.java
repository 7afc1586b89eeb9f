package dev.meterfarm.virtualphone.device;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A kind of phone. Its numbers have the form and the size of a real one's; they were not read from
 * one.
 *
 * @param name by which a rehearsal asks for it
 * @param properties what {@code getprop} tells
 * @param clusters its cores, in the order of their numbers
 * @param sensors its thermometers
 * @param memoryKilobytes its memory
 * @param gpu what {@code GLES:} of {@code dumpsys SurfaceFlinger} tells
 * @param abilities what its Android can do
 */
public record PhoneModel(
    String name,
    Map<String, String> properties,
    List<CpuCluster> clusters,
    List<ThermalSensor> sensors,
    long memoryKilobytes,
    String gpu,
    Abilities abilities) {
  /** The property that tells a virtual phone from a real one; its value is {@code 1}. */
  public static final String MARKER = "ro.meterfarm.virtual";

  public PhoneModel {
    properties = Map.copyOf(properties);
    clusters = List.copyOf(clusters);
    sensors = List.copyOf(sensors);
  }

  /** A phone with a Snapdragon 855: four little cores, three big ones, one bigger. Android 13. */
  public static PhoneModel pixel4() {
    Identity identity =
        new Identity("Google", "Pixel 4", "flame", "msmnile", "SM8150", "13", 33, "arm64-v8a");
    return new PhoneModel(
        "pixel-4",
        identity.properties("TP1A.221005.002.B2", "Qualcomm"),
        List.of(
            new CpuCluster(4, "0x805", 261, 300_000, 1_785_600),
            new CpuCluster(3, "0x804", 871, 710_400, 2_419_200),
            new CpuCluster(1, "0x804", 1024, 825_600, 2_841_600)),
        List.of(
            new ThermalSensor("cpu0-silver-usr", 0, "cpu-0-0-usr", 36.1),
            new ThermalSensor("cpu4-gold-usr", 0, "cpu-1-4-usr", 36.8),
            new ThermalSensor("gpuss-0-usr", 1, "gpuss-0-usr", 34.9),
            new ThermalSensor("battery", 2, "battery", 28.5),
            new ThermalSensor("fps-therm-adc", 3, "fps-therm-adc", 31.2)),
        5_712_340,
        "Qualcomm, Adreno (TM) 640, OpenGL ES 3.2",
        Abilities.current());
  }

  /** A phone with a Tensor G3: nine cores of three kinds. Android 14. */
  public static PhoneModel pixel8() {
    Identity identity =
        new Identity("Google", "Pixel 8", "shiba", "zuma", "Tensor G3", "14", 34, "arm64-v8a");
    return new PhoneModel(
        "pixel-8",
        identity.properties("UQ1A.240105.004", "Google"),
        List.of(
            new CpuCluster(4, "0xd46", 216, 324_000, 1_704_000),
            new CpuCluster(4, "0xd4d", 664, 402_000, 2_367_000),
            new CpuCluster(1, "0xd4e", 1024, 500_000, 2_914_000)),
        List.of(
            new ThermalSensor("LITTLE", 0, "LITTLE", 35.0),
            new ThermalSensor("BIG", 0, "BIG", 36.0),
            new ThermalSensor("G3D", 1, "G3D", 34.0),
            new ThermalSensor("battery", 2, "battery", 27.9),
            new ThermalSensor("VIRTUAL-SKIN", 3, "VIRTUAL-SKIN", 30.4)),
        7_651_220,
        "ARM, Mali-G715, OpenGL ES 3.2",
        Abilities.current());
  }

  /** A phone with Android 6: no second shell protocol, no thermal service, 32 bits. */
  public static PhoneModel old() {
    Identity identity =
        new Identity("LGE", "Nexus 5", "hammerhead", "msm8974", "", "6.0.1", 23, "armeabi-v7a");
    return new PhoneModel(
        "old",
        identity.properties("M4B30Z", ""),
        List.of(new CpuCluster(4, "0x06f", 1024, 300_000, 2_265_600)),
        List.of(
            new ThermalSensor("tsens_tz_sensor0", 0, "tsens_tz_sensor0", 38.0),
            new ThermalSensor("battery", 2, "battery", 29.0)),
        1_898_844,
        "Qualcomm, Adreno (TM) 330, OpenGL ES 3.0",
        Abilities.old());
  }

  /** All kinds there are. */
  public static List<PhoneModel> all() {
    return List.of(pixel4(), pixel8(), old());
  }

  /** The same phone with or without the second shell protocol. */
  public PhoneModel withShellV2(boolean shellV2) {
    return new PhoneModel(
        name, properties, clusters, sensors, memoryKilobytes, gpu, abilities.withShellV2(shellV2));
  }

  public int cpus() {
    return clusters.stream().mapToInt(CpuCluster::count).sum();
  }

  /** What names a phone. */
  private record Identity(
      String brand,
      String model,
      String device,
      String platform,
      String soc,
      String release,
      int sdk,
      String abi) {
    Map<String, String> properties(String build, String socMaker) {
      Map<String, String> of = new TreeMap<>();
      boolean is64 = abi.startsWith("arm64");
      of.put("ro.product.brand", brand.toLowerCase(Locale.ROOT));
      of.put("ro.product.manufacturer", brand);
      of.put("ro.product.model", model);
      of.put("ro.product.name", "virtual_" + device);
      of.put("ro.product.device", device);
      of.put("ro.product.board", device);
      of.put("ro.board.platform", platform);
      of.put("ro.hardware", device);
      if (!soc.isEmpty() && sdk >= 31) {
        of.put("ro.soc.model", soc);
        of.put("ro.soc.manufacturer", socMaker);
      }
      of.put("ro.build.version.release", release);
      of.put("ro.build.version.sdk", Integer.toString(sdk));
      of.put("ro.build.version.codename", "REL");
      of.put("ro.build.version.incremental", "virtual");
      of.put("ro.build.id", build);
      of.put("ro.build.type", "user");
      of.put("ro.build.tags", "release-keys");
      of.put("ro.build.characteristics", "nosdcard");
      of.put(
          "ro.build.fingerprint",
          "%s/%s/%s:%s/%s/virtual:user/release-keys"
              .formatted(brand.toLowerCase(Locale.ROOT), device, device, release, build));
      of.put("ro.product.cpu.abi", abi);
      of.put(
          "ro.product.cpu.abilist", is64 ? "arm64-v8a,armeabi-v7a,armeabi" : "armeabi-v7a,armeabi");
      of.put("ro.product.cpu.abilist64", is64 ? "arm64-v8a" : "");
      of.put("ro.product.cpu.abilist32", "armeabi-v7a,armeabi");
      of.put("ro.debuggable", "0");
      of.put("ro.secure", "1");
      of.put("ro.sf.lcd_density", "440");
      of.put("sys.boot_completed", "1");
      of.put("init.svc.adbd", "running");
      of.put("persist.sys.usb.config", "adb");
      of.put(MARKER, "1");
      return of;
    }
  }
}
