package dev.meterfarm.graph.openvino;

/** The versions of the format that we write, with the runtimes that read them. */
public enum IrVersion {
  /** OpenVINO 2020.1 to 2021.4, and later ones with inputs and outputs typed as in those days. */
  V10(10),
  /** OpenVINO 2022.1 and later. */
  V11(11);

  private final int number;

  IrVersion(int number) {
    this.number = number;
  }

  /** The number in the file. */
  public int number() {
    return number;
  }
}
