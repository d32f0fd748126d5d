// Waits until the product that PRODUCT names is ready; fails after two minutes.
const end = Date.now() + 120_000;
const ready = async () => {
  try {
    return (await fetch(`${process.env.PRODUCT}/health/ready`)).ok;
  } catch {
    return false;
  }
};
while (!(await ready())) {
  if (Date.now() > end) process.exit(1);
  await new Promise(resolve => setTimeout(resolve, 200));
}
